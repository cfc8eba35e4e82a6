"""Incidents: what went wrong with the house itself, when, whom it hurt, and the evidence that was kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from string import Formatter
from typing import Final

from tongdai.domain.message import Message, say, template


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


_WORDS: Final[Mapping[IncidentKind, tuple[str, str]]] = {
    IncidentKind.ENGINE_CRASHED: (
        template("The engine of cell {cell} ended by itself ({how}) and was started again; {calls} calls were cut "
                 "off."),
        template("Calls work again once this incident has ended. If it happens again, read the evidence: it holds the "
                 "engine's last words and what it ran.")),
    IncidentKind.ENGINE_HUNG: (
        template("The engine of cell {cell} hung: {what} did not answer for {seconds} seconds. It was ended and "
                 "started again; {calls} calls were cut off."),
        template("Calls work again once this incident has ended. If it happens again, read the evidence: it says "
                 "where each thread of the engine stood.")),
    IncidentKind.ENGINE_HALF_BOOTED: (
        template("The engine of cell {cell} could not stand on generation {generation}: {words} It serves from "
                 "generation {serving}."),
        template("Where the two numbers differ, calls follow an older configuration: correct what the sentence names "
                 "and publish again.")),
    IncidentKind.SERVICE_ENDED: (
        template("The process '{name}' of this installation ended by itself ({how}) {count} times and was started "
                 "again."),
        template("Calls are not touched. If it happens again, read the evidence and the log of 'tongdai run'.")),
    IncidentKind.CLOCK_JUMPED: (
        template("The clock of this machine jumped by {seconds} seconds."),
        template("Durations of calls were corrected. Check the machine's time synchronisation.")),
    IncidentKind.DATABASE_SILENT: (
        template("The database does not answer: {reason}"),
        template("Calls go on and are kept on the disk; they are read once the database answers. Look whether its "
                 "server runs and can be reached.")),
    IncidentKind.RECORDINGS_FULL: (
        template("There is no room for more recordings: {used} of {limit} are used in {directory}. New calls are not "
                 "recorded."),
        template("Let recordings expire earlier, delete some, make room on that disk, or raise the budget in the "
                 "settings. Recording goes on by itself.")),
    IncidentKind.UPLOADS_FULL: (
        template("{used} of {limit} are used in {directory}; files that people send are refused."),
        template("Make room on that disk, delete recordings, or raise the budget in the settings. Files are taken "
                 "again without anybody's help.")),
    IncidentKind.DATABASE_FULL: (
        template("The database takes {used} of {limit} in {directory}. While that disk is full, call records wait in "
                 "the spool."),
        template("Shorten how long call logs are kept, make room on that disk, or raise the budget in the settings. "
                 "Calls go on, and nothing is lost.")),
    IncidentKind.SPOOL_FULL: (
        template("Call events and recordings that wait take {used} of {limit} in {directory}. On a full disk, events "
                 "are written into the room that was kept for them."),
        template("Make room on that disk, and look whether the worker and the database run. Calls go on.")),
    IncidentKind.LOGS_FULL: (
        template("The logs take {used} of {limit} in {directory}; the oldest were deleted."),
        template("Make room on that disk, look what writes so much, or raise the budget in the settings. Calls go "
                 "on.")),
    IncidentKind.RECORDING_LOST: (
        template("A recording of call {call} could not be kept: {reason}"),
        template("The call itself is in the log. Look at the disk that recordings are written to.")),
}


def words(incident: Incident) -> Message:
    """What happened, in one sentence."""
    return _say(_WORDS[incident.kind][0], incident)


def remedy(incident: Incident) -> Message:
    """What to do about it."""
    return _say(_WORDS[incident.kind][1], incident)


def _say(sentence: str, incident: Incident) -> Message:
    """A detail that its reporter did not know is a dash."""
    known = {**incident.details, "cell": incident.cell, "calls": str(sum(incident.affected.values()))}
    names = (name for _, name, _, _ in Formatter().parse(sentence) if name)
    return say(sentence, **{name: known.get(name, "–") for name in names})
