"""What the command line prints: tables and sentences for people, JSON for programs."""

import json
import logging
import sys
from collections.abc import Callable, Iterable, Sequence
from gettext import gettext as _
from typing import TypeVar

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tongdai.actions.page import Page
from tongdai.cli.plain import plain

PIPE_WIDTH = 500
Row = TypeVar("Row")


def answer(value: object, as_json: bool, show: Callable[[], None]) -> None:
    """Give a command's result: as JSON to a program, or the way `show` prints it to a person."""
    if not as_json:
        show()
        return
    sys.stdout.write(json.dumps(plain(value), ensure_ascii=False, indent=2) + "\n")


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], nothing: str) -> None:
    """A table with headings; where there are no rows, the sentence that says so."""
    lines = [[clean(cell) for cell in row] for row in rows]
    if not lines:
        line(nothing)
        return
    drawn = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    for column in columns:
        drawn.add_column(column, overflow="fold")
    for cells in lines:
        drawn.add_row(*map(Text, cells))
    _console(sys.stdout.isatty()).print(drawn)


def show_page(page: Page[Row], columns: Sequence[str], cells: Callable[[Row], Sequence[object]], nothing: str) -> None:
    """One page of a long list, and where the reader is in it."""
    table(columns, map(cells, page.rows), nothing)
    if page.pages > 1:
        line(_("Page {number} of {pages}, {total} in all; --page shows another.").format(
            number=page.number, pages=page.pages, total=page.total))


def pairs(rows: Iterable[tuple[str, object]]) -> None:
    """Names and values, one pair a line."""
    drawn = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    drawn.add_column(style="bold")
    drawn.add_column(overflow="fold")
    for name, value in rows:
        drawn.add_row(Text(name), Text(clean(value)))
    _console(sys.stdout.isatty()).print(drawn)


def line(text: str, style: str = "") -> None:
    """One sentence on the standard output, without any markup in it."""
    _console(sys.stdout.isatty()).print(Text(clean(text), style=style), soft_wrap=True)


def verbatim(text: str) -> None:
    """A file's text as it is."""
    sys.stdout.write(text)


def note(text: str) -> None:
    """One sentence beside the result, on the error output."""
    Console(stderr=True, highlight=False).print(Text(clean(text)), soft_wrap=True)


def complain(text: str) -> None:
    """One sentence on the error output."""
    console = Console(stderr=True, highlight=False)
    console.print(Text(clean(text), style="red"), soft_wrap=True)


def log_to_output() -> None:
    """Send what the processes of the house write down to the error output, where their supervisor or journal reads."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    logging.getLogger("django.request").setLevel(logging.ERROR)
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)


def clean(value: object) -> str:
    """The text of a cell: nothing that a terminal would take for a command."""
    text = "" if value is None else str(value)
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)


def _console(terminal: bool) -> Console:
    return Console(highlight=False, width=None if terminal else PIPE_WIDTH)
