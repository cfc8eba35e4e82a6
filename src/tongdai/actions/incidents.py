"""Incidents: what went wrong with the house itself; noted once, ended when it is over, told with its evidence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tongdai.actions.context import Context, NotFound
from tongdai.actions.ingest import ingest_spool
from tongdai.actions.page import Page, page_bounds
from tongdai.domain.incident import Incident, IncidentKind, remedy, words
from tongdai.domain.message import Message, say
from tongdai.domain.rights import Right
from tongdai.engine import mint_incident
from tongdai.store.incidents import (
    count_incidents,
    cut_calls,
    end_incidents,
    forget_incidents,
    name_tenants,
    open_incidents,
    read_incident,
    read_incidents,
    write_incident,
)

LONGEST_ID = 64
LONGEST_DETAIL = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentRow:
    """One line of the list: the incident, and what happened in words."""

    incident: Incident
    words: Message
    calls: int


@dataclass(frozen=True, slots=True)
class Affected:
    """A tenant and how many of its calls were cut off; a tenant that is gone has an empty handle."""

    tenant: str
    name: str
    calls: int


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """One file that was kept, and its size in bytes."""

    name: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentStory:
    """An incident told whole."""

    row: IncidentRow
    remedy: Message
    affected: tuple[Affected, ...]
    evidence: tuple[EvidenceFile, ...]


def note_incident(ctx: Context, incident: Incident) -> bool:
    """File an incident, or add what is known by now to the one of this id; True where it was not known at all."""
    ctx.require(Right.INGEST)
    return write_incident(incident)


def begin_incident(ctx: Context, kind: IncidentKind, details: Mapping[str, str | int]) -> str:
    """Raise the alarm of this kind, once: while it is open, its details are brought up to date. Gives its id."""
    ctx.require(Right.INGEST)
    cell, now = ctx.settings.cell, ctx.now()
    known = next((each for each in open_incidents(kind) if each.cell == cell), None)
    texts = {name: str(value)[:LONGEST_DETAIL] for name, value in details.items()}
    if known is not None and all(known.details.get(name) == text for name, text in texts.items()):
        return known.id
    incident = Incident(id=known.id if known else mint_incident(cell, now), kind=kind, cell=cell, began=now,
                        details=texts)
    write_incident(incident)
    return incident.id


def end_incident(ctx: Context, which: str | IncidentKind, at: datetime | None = None) -> int:
    """End the open incident of this id, or those of this kind; how many that were. Twice is the same as once."""
    ctx.require(Right.INGEST)
    return end_incidents(ctx.settings.cell, which, at or ctx.now())


def list_incidents(ctx: Context, page: int = 1) -> Page[IncidentRow]:
    """All that is kept, the newest first."""
    ctx.require(Right.SEE_INCIDENTS)
    total = count_incidents()
    number, pages, first, last = page_bounds(page, total)
    return Page(tuple(map(_row, read_incidents(first, last))), number, pages, total)


def open_alarms(ctx: Context) -> tuple[IncidentRow, ...]:
    """Incidents that have not ended, the newest first; those too that could not be filed yet."""
    ctx.require(Right.SEE_INCIDENTS)
    filed = {each.id: each for each in open_incidents()}
    waiting = {each.incident.id: each.incident for each in ctx.engine.incidents()}
    alarms = [each for each in {**waiting, **filed}.values() if each.ended is None]
    return tuple(map(_row, sorted(alarms, key=lambda each: (each.began, each.id), reverse=True)))


def show_incident(ctx: Context, incident_id: str) -> IncidentStory:
    """What happened, what to do, whom it hurt, and which evidence is still there."""
    incident = _find(ctx, incident_id)
    names = name_tenants(incident.affected)
    affected = [Affected(*names.get(key, ("", "")), calls) for key, calls in incident.affected.items()]
    files = ctx.engine.evidence(incident.evidence) if incident.evidence else {}
    return IncidentStory(
        row=_row(incident), remedy=remedy(incident),
        affected=tuple(sorted(affected, key=lambda each: (-each.calls, each.tenant))),
        evidence=tuple(EvidenceFile(name, size) for name, size in sorted(files.items())))


def evidence_file(ctx: Context, incident_id: str, name: str) -> bytes:
    """One file that was kept of an incident."""
    incident = _find(ctx, incident_id)
    data = ctx.engine.read_evidence(incident.evidence, name) if incident.evidence else None
    if data is None:
        raise NotFound(say("There is no such evidence (any more); 'tongdai incident show' lists what is kept."))
    return data


def file_incidents(ctx: Context) -> int:
    """File what the supervisor noticed; how many notes that were.

    1. An alarm is seen at once. 2. The calls that the engine's end cut off are in the spool: read it. 3. Count them,
    and only then forget the note, so that a kill in between repeats a step and loses nothing.
    """
    ctx.require(Right.INGEST)
    kept = list(ctx.engine.incidents())
    for each in kept:
        write_incident(each.incident)
    if any("boot" in each.incident.details for each in kept):
        ingest_spool(ctx)
    for each in kept:
        write_incident(_with_calls(each.incident))
        ctx.engine.forget_incident(each.name)
    return len(kept)


def forget_old_incidents(ctx: Context) -> int:
    """Drop the oldest incidents beyond what is kept."""
    ctx.require(Right.INGEST)
    return forget_incidents()


def _with_calls(incident: Incident) -> Incident:
    boot = incident.details.get("boot", "")
    if not boot:
        return incident
    return Incident(id=incident.id, kind=incident.kind, cell=incident.cell, began=incident.began,
                    ended=incident.ended, details=incident.details, affected=cut_calls(boot),
                    evidence=incident.evidence)


def _find(ctx: Context, incident_id: str) -> Incident:
    ctx.require(Right.SEE_INCIDENTS)
    incident = read_incident(incident_id[:LONGEST_ID])
    if incident is None:
        raise NotFound(say("There is no such incident."))
    return incident


def _row(incident: Incident) -> IncidentRow:
    return IncidentRow(incident=incident, words=words(incident), calls=sum(incident.affected.values()))
