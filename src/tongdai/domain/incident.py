"""Incidents: what went wrong with the house itself, when, whom it hurt, and the evidence that was kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class IncidentKind(StrEnum):
    """What went wrong. An incident that has not ended is an alarm."""

    ENGINE_CRASHED = "engine_crashed"
    ENGINE_HUNG = "engine_hung"
    ENGINE_HALF_BOOTED = "engine_half_booted"
    SERVICE_ENDED = "service_ended"
    CLOCK_JUMPED = "clock_jumped"
    DATABASE_SILENT = "database_silent"
    RECORDINGS_FULL = "recordings_full"
    UPLOADS_FULL = "uploads_full"
    DATABASE_FULL = "database_full"
    SPOOL_FULL = "spool_full"
    LOGS_FULL = "logs_full"
    RECORDING_LOST = "recording_lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One incident of a cell. `id` is unique for ever and minted where it was noticed, so it is filed exactly once.

    `details` are arguments of its words; `affected` counts the calls that were cut off, by tenant key; `evidence` names
    a directory of the cell's evidence, or nothing.
    """

    id: str
    kind: IncidentKind
    cell: str
    began: datetime
    ended: datetime | None = None
    details: Mapping[str, str] = field(default_factory=dict)
    affected: Mapping[str, int] = field(default_factory=dict)
    evidence: str = ""
