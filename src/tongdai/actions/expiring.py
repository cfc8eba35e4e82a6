"""Let recordings go when a tenant's package says so, and record no more where everything that is there must stay."""

from datetime import timedelta
from typing import Final

from tongdai.actions.change import recording
from tongdai.actions.context import Context
from tongdai.domain.difference import Action, Change, Difference
from tongdai.domain.incident import IncidentKind
from tongdai.domain.rights import Right
from tongdai.domain.storage import GIGABYTE
from tongdai.domain.tenant import Feature, Package
from tongdai.store.incidents import open_incidents
from tongdai.store.reads import read_rents
from tongdai.store.recordings import erase, read_held_sizes, read_oldest, read_sizes
from tongdai.store.writes import record

AT_ONCE: Final = 500
MOST_ROUNDS: Final = 20
DAYS_WITHOUT_PACKAGE: Final = 30
"""How long recordings stay of a tenant that is gone, or whose package does not record any more."""


def expire_recordings(ctx: Context) -> int:
    """Take away what is older than a package's days, then the oldest of what is more than its gigabytes.

    What is held stays, whatever it takes. Returns how many went; their files are erased within moments.
    """
    ctx.require(Right.INGEST)
    rents, count = read_rents(), 0
    for key, size in sorted(read_sizes().items()):
        package = rents.get(key)
        count += _expire_by_age(ctx, key, _days(package))
        if package is not None and Feature.RECORDING in package.features:
            count += _expire_by_size(ctx, key, size, package.recording_gb * GIGABYTE)
    return count


def recording_stops(ctx: Context) -> frozenset[str]:
    """Tell the engine whose new calls are not recorded, and return their keys; whoever is not named is recorded again.

    That is everybody while the recordings' budget is spent, and a tenant whose held recordings alone take all that its
    package allows: nothing can make room there.
    """
    ctx.require(Right.INGEST)
    rents = read_rents()
    if _is_budget_spent(ctx):
        stopped = frozenset(rents)
    else:
        stopped = frozenset(key for key, size in read_held_sizes().items()
                            if key in rents and size >= rents[key].recording_gb * GIGABYTE)
    if ctx.engine.stopped_recording() != stopped:
        ctx.engine.stop_recording(stopped)
    return stopped


def _is_budget_spent(ctx: Context) -> bool:
    """The alarm is up: filed, or kept beside the engine until it can be."""
    kept = (each.incident for each in ctx.engine.incidents())
    return any(each.kind is IncidentKind.RECORDINGS_FULL and each.cell == ctx.settings.cell and each.ended is None
               for each in (*open_incidents(), *kept))


def _days(package: Package | None) -> int:
    is_recording = package is not None and Feature.RECORDING in package.features
    return package.recording_days if is_recording and package is not None else DAYS_WITHOUT_PACKAGE


def _expire_by_age(ctx: Context, key: str, days: int) -> int:
    before, count = ctx.now() - timedelta(days=days), 0
    for _ in range(MOST_ROUNDS):
        oldest = [each.id for each in read_oldest(key, before, AT_ONCE)]
        count += _let_go(ctx, key, oldest, f"older than {days} days")
        if len(oldest) < AT_ONCE:
            break
    return count


def _expire_by_size(ctx: Context, key: str, size: int, limit: int) -> int:
    count, size = 0, read_sizes().get(key, 0) if size > limit else size
    for _ in range(MOST_ROUNDS):
        if size <= limit:
            break
        going = []
        for each in read_oldest(key, ctx.now(), AT_ONCE):
            if size <= limit:
                break
            if each.size:
                going.append(each.id)
                size -= each.size
        count += _let_go(ctx, key, going, f"more than {limit // GIGABYTE} GB")
        if not going:
            break
    return count


def _let_go(ctx: Context, key: str, going: list[str], why: str) -> int:
    """Erase recordings, with one entry in the journal for all of them."""
    if not going:
        return 0
    with recording(ctx, "") as occasion:
        count = erase(key, going)
        record(occasion, key, Difference((Change(Action.REMOVED, "recordings", str(count), before=why),)))
    return count
