"""What happened: one call with its legs and its timeline."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tongdai.domain.quality import LegQuality, OneWay
from tongdai.domain.recording import CallRecording
from tongdai.domain.trail import Trail


class Direction(StrEnum):
    """Which way a call went, seen from the tenant."""

    INTERNAL = "internal"
    INBOUND = "inbound"
    OUTBOUND = "outbound"


class Outcome(StrEnum):
    """How a call ended, in the words of the call log."""

    ANSWERED = "answered"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    CANCELLED = "cancelled"
    DECLINED = "declined"
    OFFLINE = "offline"
    REFUSED = "refused"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


class Side(StrEnum):
    """Who ended it: the caller, the called, or the switchboard itself."""

    CALLER = "caller"
    CALLED = "called"
    SYSTEM = "system"


class EventKind(StrEnum):
    """Moments of a call's timeline."""

    STARTED = "started"
    RINGING = "ringing"
    ANSWERED = "answered"
    TALKING = "talking"
    PARTED = "parted"
    HELD = "held"
    RESUMED = "resumed"
    TRANSFERRED = "transferred"
    ANNOUNCED = "announced"
    RECORDING = "recording"
    RECORDING_PAUSED = "recording_paused"
    RECORDING_RESUMED = "recording_resumed"
    RECORDING_ENDED = "recording_ended"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the timeline. `offset` is in seconds since the call began; `leg` indexes `Call.legs`."""

    offset: float
    kind: EventKind
    leg: int
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One phone's part in a call. Seconds are counted from the start of the call; None where it never happened."""

    id: str
    account: str
    number: str
    started: float
    answered: float | None
    ended: float | None
    cause: int
    codec: str = ""
    quality: LegQuality | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One row of the call log. `id` is unique for ever (boot and linked id); times are UTC, durations seconds.

    `mos` is the worst direction of the worst leg (ITU-T G.107, 1 to 4.5), None where nothing was measured.
    """

    id: str
    tenant: str
    cell: str
    direction: Direction
    caller: str
    dialled: str
    answered_by: str
    started: datetime
    ring_seconds: float
    talk_seconds: float
    outcome: Outcome
    cause: int
    ended_by: Side
    codec: str
    trail: Trail | None
    legs: tuple[Leg, ...]
    timeline: tuple[Moment, ...]
    recordings: tuple[CallRecording, ...] = ()
    mos: float | None = None
    one_way: OneWay | None = None
