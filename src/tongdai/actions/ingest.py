"""Read the engine's spool into the call log: every call once, whoever is killed meanwhile, and whenever."""

from dataclasses import asdict

from tongdai.actions.context import Context
from tongdai.domain.rights import Right
from tongdai.engine import Ledger, Timed, Watch, fold_lines, parse_line, write_line
from tongdai.store.spool import Bookmark, BookmarkMovedError, Pending, move_bookmark, read_bookmark

LINES_AT_ONCE = 2000
MOST_ROUNDS = 50


def ingest_spool(ctx: Context) -> int:
    """Fold what the engine has written since the last time; how many calls have ended.

    1. Go on at the bookmark, with the events of calls that are not over.
    2. Fold a bounded number of lines.
    3. Write calls, open events and bookmark in one transaction: a kill loses nothing and repeats nothing.
    4. Tell the engine what it need not keep any more, and read on.
    """
    ctx.require(Right.INGEST)
    total = 0
    for _ in range(MOST_ROUNDS):
        ended = _read_on(ctx)
        if ended is None:
            break
        total += ended
    return total


def _read_on(ctx: Context) -> int | None:
    """One round; None where there was nothing to read, or somebody else read it."""
    cell = ctx.settings.cell
    before = read_bookmark(cell)
    lines = list(ctx.engine.spool(before.position, LINES_AT_ONCE))
    if not lines:
        return None
    folded = fold_lines(_ledger(before), (each.text for each in lines), cell)
    try:
        move_bookmark(cell, before, _bookmark(lines[-1].position, folded.ledger), folded.calls)
    except BookmarkMovedError:
        return None
    ctx.engine.forget(lines[-1].position)
    return len(folded.calls)


def _ledger(bookmark: Bookmark) -> Ledger:
    events = ((each, parse_line(each.line)) for each in bookmark.pending)
    pending = tuple(Timed(event, each.at, each.number) for each, event in events if event is not None)
    return Ledger(pending, bookmark.boot, Watch(**bookmark.watch))  # type: ignore[arg-type]


def _bookmark(position: str, ledger: Ledger) -> Bookmark:
    pending = tuple(Pending(each.number, each.at, write_line(each.event)) for each in ledger.pending)
    return Bookmark(position, ledger.boot, asdict(ledger.watch), pending)
