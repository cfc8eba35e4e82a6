"""Read the engine's spool into the call log: every call once, whoever is killed meanwhile, and whenever."""

from collections.abc import Sequence
from dataclasses import asdict

from tongdai.actions.context import Context
from tongdai.domain.rights import Right
from tongdai.engine import Book, Ledger, SpoolLine, Timed, Watch, parse_line
from tongdai.store.spool import Bookmark, BookmarkMovedError, Pending, Step, move_bookmark, read_bookmark, read_position

LINES_AT_ONCE = 5000
MOST_ROUNDS = 50


class Reader:
    """Reads one spool on and on, with the open calls in mind as long as the database remembers the same."""

    def __init__(self) -> None:
        self._position, self._book = "", Book(Ledger(), "")

    def read_on(self, ctx: Context) -> int:
        """Fold what the engine has written since the last time; how many calls have ended.

        1. Go on at the bookmark, with the events of calls that are not over.
        2. Fold a bounded number of lines.
        3. Write calls, open events and bookmark in one transaction: a kill loses nothing and repeats nothing.
        4. Read on; at the end tell the engine what it need not keep for long any more.
        """
        ctx.require(Right.INGEST)
        total = 0
        for _ in range(MOST_ROUNDS):
            ended = self._read(ctx)
            if ended is None:
                break
            total += ended
        if self._position:
            ctx.engine.forget(self._position)
        return total

    def _read(self, ctx: Context) -> int | None:
        """One round; None where there was nothing to read, or somebody else read it."""
        cell = ctx.settings.cell
        self._open_book(cell)
        lines = list(ctx.engine.spool(self._position, LINES_AT_ONCE))
        return self._turn(cell, lines) if lines else None

    def _open_book(self, cell: str) -> None:
        """The book in mind, or, where the database has another position, the one that is in the database."""
        if self._book.cell != cell or read_position(cell) != self._position:
            bookmark = read_bookmark(cell)
            self._position, self._book = bookmark.position, Book(_ledger(bookmark), cell)

    def _turn(self, cell: str, lines: Sequence[SpoolLine]) -> int | None:
        """Fold lines into the book and the database; a book whose page was not written is closed."""
        before, book = self._position, self._book
        self._position, self._book = "", Book(Ledger(), "")
        calls, after = book.read(each.text for each in lines), lines[-1].position
        try:
            move_bookmark(cell, before, _step(after, book), calls)
        except BookmarkMovedError:
            return None
        self._position, self._book = after, book
        return len(calls)


def ingest_spool(ctx: Context) -> int:
    """Fold what the engine has written since the last time; how many calls have ended."""
    return Reader().read_on(ctx)


def _ledger(bookmark: Bookmark) -> Ledger:
    events = ((each, parse_line(each.line)) for each in bookmark.pending)
    pending = tuple(Timed(event, each.at, each.number, each.line) for each, event in events if event is not None)
    return Ledger(pending, bookmark.boot, Watch(**bookmark.watch))  # type: ignore[arg-type]


def _step(position: str, book: Book) -> Step:
    difference = book.difference()
    new = tuple(Pending(each.number, each.at, each.line) for each in difference.new)
    return Step(position, book.boot, asdict(book.watch), difference.gone, new)
