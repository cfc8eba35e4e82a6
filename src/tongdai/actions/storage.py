"""Storage: what takes how much of the disk, what that stops, and the alarms; all of it goes on again by itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from django.db import DatabaseError

from tongdai.actions.broken import Broken
from tongdai.actions.context import Context, no_tenant
from tongdai.actions.incidents import begin_incident, end_incident
from tongdai.domain.incident import Incident, IncidentKind
from tongdai.domain.message import say
from tongdai.domain.rights import Right
from tongdai.domain.storage import (
    ALARM,
    GIGABYTE,
    MEGABYTE,
    RECORDING_STOPS,
    UPLOADS_STOP,
    Budget,
    BudgetName,
    BudgetState,
    in_units,
    is_over,
)
from tongdai.engine import budget_of, budgets_in_force, has_room, mint_incident
from tongdai.store.incidents import open_incidents
from tongdai.store.reads import key_of, read_rented
from tongdai.store.storage import (
    database_file,
    database_use,
    read_recordings_use,
    recordings_size,
    recount_recordings,
)

__all__ = ["Budget", "BudgetName", "BudgetState", "RecordingsShare", "Storage", "budgets_in_force",
           "database_has_room", "recording_share", "recount", "require_room_for_uploads", "storage", "weigh_storage"]

Answer = TypeVar("Answer")
_NONE: Final[list[Incident]] = []

WATCHED: Final[Mapping[IncidentKind, tuple[int, tuple[BudgetName, ...]]]] = {
    IncidentKind.RECORDINGS_FULL: (RECORDING_STOPS, (BudgetName.RECORDINGS, BudgetName.SPOOL)),
    IncidentKind.UPLOADS_FULL: (UPLOADS_STOP, (BudgetName.RECORDINGS, BudgetName.DATABASE)),
    IncidentKind.DATABASE_FULL: (ALARM, (BudgetName.DATABASE,)),
    IncidentKind.SPOOL_FULL: (ALARM, (BudgetName.SPOOL,)),
    IncidentKind.LOGS_FULL: (ALARM, (BudgetName.LOGS,)),
}
"""At which share of which budgets each alarm is raised; the fullest of them counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """All budgets, the reserve of call events (bytes held, and in all), and the alarms that follow from them."""

    budgets: tuple[Budget, ...]
    reserve_held: int
    reserve_size: int
    alarms: frozenset[IncidentKind]

    @property
    def is_recording(self) -> bool:
        """Whether new calls are recorded."""
        return IncidentKind.RECORDINGS_FULL not in self.alarms

    @property
    def takes_uploads(self) -> bool:
        """Whether what people send is taken."""
        return IncidentKind.UPLOADS_FULL not in self.alarms


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingsShare:
    """What a tenant's recordings take of what its package allows, in bytes; `limit` 0 where it allows none."""

    count: int
    used: int
    limit: int
    days: int


def storage(ctx: Context) -> Storage:
    """Measured now: what takes how much, and what is stopped by it."""
    ctx.require(Right.SEE_ENGINE)
    return _measure(ctx, _raised(ctx))


def recording_share(ctx: Context, tenant: str | None = None) -> RecordingsShare:
    """How much of its package's room for recordings a tenant uses."""
    handle = ctx.require(Right.SEE_TENANTS, tenant)
    key = key_of(handle)
    package = read_rented(handle)
    if key is None or package is None:
        raise no_tenant(handle)
    use = read_recordings_use(key)
    return RecordingsShare(count=use.count, used=use.size, limit=package.recording_gb * GIGABYTE,
                           days=package.recording_days)


def require_room_for_uploads(ctx: Context) -> None:
    """Refuse what somebody sends where the disk's room is needed for calls; every door of an upload asks this first."""
    raised = IncidentKind.UPLOADS_FULL in _raised(ctx)
    fullest = max((_recordings(ctx), _database(ctx)), key=lambda each: each.share)
    if is_over(fullest.share, UPLOADS_STOP, raised):
        raise Broken(say(
            "Nothing can be brought in while the disk is this full: {used} of {capacity} are used in {directory}. Make "
            "room there, or raise the budget in the settings.", used=in_units(fullest.used),
            capacity=in_units(fullest.capacity), directory=fullest.directory))


def database_has_room(ctx: Context) -> bool:
    """Whether call records may be written now; where not they wait in the spool, and nothing is lost."""
    ctx.require(Right.INGEST)
    file = database_file()
    return file is None or has_room(BudgetName.DATABASE, file.parent)


def weigh_storage(ctx: Context) -> Storage:
    """Measure, raise the alarms that are due, and end those that are over."""
    ctx.require(Right.INGEST)
    raised = _raised(ctx)
    seen = _measure(ctx, raised)
    for kind in WATCHED:
        if kind in seen.alarms:
            _raise(ctx, kind, _fullest(seen.budgets, kind))
        elif kind in raised:
            end_incident(ctx, kind)
    return seen


def recount(ctx: Context) -> None:
    """Put the counted use of recordings right, whatever happened to it."""
    ctx.require(Right.INGEST)
    recount_recordings()


def _measure(ctx: Context, raised: frozenset[IncidentKind]) -> Storage:
    cell = ctx.engine.storage()
    budgets = (_database(ctx), cell.spool, _recordings(ctx), cell.logs)
    due = {kind for kind, (threshold, _) in WATCHED.items()
           if is_over(_fullest(budgets, kind).share, threshold, kind in raised)}
    if cell.is_given_up:
        due |= {IncidentKind.SPOOL_FULL, IncidentKind.RECORDINGS_FULL}
    return Storage(budgets=budgets, reserve_held=cell.reserve_held, reserve_size=cell.reserve_size,
                   alarms=frozenset(due))


def _fullest(budgets: tuple[Budget, ...], kind: IncidentKind) -> Budget:
    return max((each for each in budgets if each.name in WATCHED[kind][1]), key=lambda each: each.share)


def _database(ctx: Context) -> Budget:
    file = database_file()
    if file is None:
        limit = ctx.settings.database_budget_mb * MEGABYTE
        return Budget(name=BudgetName.DATABASE, directory="", used=database_use(), limit=limit or None)
    used = _asked(database_use, file.stat().st_size if file.is_file() else 0)
    return budget_of(ctx.settings, BudgetName.DATABASE, file.parent, used)


def _recordings(ctx: Context) -> Budget:
    used = _asked(recordings_size, 0)
    return budget_of(ctx.settings, BudgetName.RECORDINGS, ctx.settings.recordings_directory, used)


def _raised(ctx: Context) -> frozenset[IncidentKind]:
    """Alarms of this cell that are up: filed, or kept until they can be."""
    filed = {each.kind for each in _asked(open_incidents, _NONE) if each.cell == ctx.settings.cell}
    return frozenset(filed | _kept(ctx))


def _asked(question: Callable[[], Answer], otherwise: Answer) -> Answer:
    """What the database says; on a disk so full that it cannot even be read, something to go on with."""
    try:
        return question()
    except DatabaseError:
        return otherwise


def _kept(ctx: Context) -> set[IncidentKind]:
    return {each.incident.kind for each in ctx.engine.incidents() if each.incident.ended is None}


def _raise(ctx: Context, kind: IncidentKind, budget: Budget) -> None:
    """File the alarm; where the database cannot be written, keep it beside the engine until it can be filed."""
    if kind in _kept(ctx):
        return
    details = {"budget": budget.name.value, "used": in_units(budget.used), "limit": in_units(budget.capacity),
               "share": str(budget.share), "directory": budget.directory}
    try:
        begin_incident(ctx, kind, details)
    except DatabaseError:
        now = ctx.now()
        ctx.engine.keep_incident(Incident(id=mint_incident(ctx.settings.cell, now), kind=kind, cell=ctx.settings.cell,
                                          began=now, details=details))
