"""What the command line prints: tables and sentences for people, JSON for programs."""

import json
import sys
from collections.abc import Callable, Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tongdai.cli.plain import plain

PIPE_WIDTH = 500


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


def lines(text: str) -> None:
    """Text of several lines as it is."""
    for each in text.splitlines():
        line(each)


def complain(text: str) -> None:
    """One sentence on the error output."""
    console = Console(stderr=True, highlight=False)
    console.print(Text(clean(text), style="red"), soft_wrap=True)


def clean(value: object) -> str:
    """The text of a cell: nothing that a terminal would take for a command."""
    text = "" if value is None else str(value)
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)


def _console(terminal: bool) -> Console:
    return Console(highlight=False, width=None if terminal else PIPE_WIDTH)
