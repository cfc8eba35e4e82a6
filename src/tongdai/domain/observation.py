"""Observation: what the engine looked like at one instant."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EngineState(StrEnum):
    """Whether the engine serves."""

    SERVING = "serving"
    STARTING = "starting"
    SILENT = "silent"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Registration:
    """One phone that is registered: with which account, from where, how far away (round trip in milliseconds)."""

    account: str
    address: str
    transport: str
    user_agent: str
    expires: datetime | None
    round_trip_ms: float | None
    reachable: bool


@dataclass(frozen=True, slots=True)
class LiveCall:
    """One call that is up now: its linked id, parties and how long it has been there, in seconds."""

    id: str
    account: str
    caller: str
    dialled: str
    state: str
    seconds: int
    peer: str = ""


@dataclass(frozen=True, slots=True)
class Observation:
    """All that was asked of one engine, at `at`."""

    at: datetime
    cell: str
    state: EngineState
    version: str = ""
    up_seconds: int = 0
    registrations: tuple[Registration, ...] = ()
    calls: tuple[LiveCall, ...] = ()
