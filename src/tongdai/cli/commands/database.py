"""`tongdai database`: move the house to another database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from gettext import gettext as _
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeElapsedColumn

from tongdai.actions.move import Moved, move_database, preview_move
from tongdai.cli.house import house
from tongdai.cli.options import AsJson, nouns
from tongdai.cli.output import answer, line, table

app = nouns(_("The database of this installation: move."))

Url = Annotated[str, typer.Argument(metavar="URL", help=_("Where to: postgres://user@host/name or sqlite:///file."))]
PasswordFile = Annotated[Path | None, typer.Option("--password-file", help=_("File with the password of that user."))]
DryRun = Annotated[bool, typer.Option("--dry-run", help=_("Ask both databases, and write nothing."))]


@app.command(help=_("Move everything into another, empty database; the present one stays as it is."))
def move(url: Url, password_file: PasswordFile = None, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Whole, read back and compared, or not at all."""
    ctx = house()
    with _bar() as report:
        found = (preview_move if dry_run else move_database)(ctx, url, password_file, report)
    answer(found, as_json, lambda: _show(found))


@contextmanager
def _bar() -> Iterator[Callable[[str, int, int], None]]:
    """A line for each table on the error output."""
    bar = Progress(TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn(),
                   console=Console(stderr=True), transient=True)
    tasks: dict[str, TaskID] = {}

    def report(name: str, done: int, total: int) -> None:
        if name not in tasks:
            tasks[name] = bar.add_task(name)
        bar.update(tasks[name], completed=done, total=max(total, done))

    with bar:
        yield report


def _show(found: Moved) -> None:
    table([_("Table"), _("Rows"), _("Digest")], [(each.table, each.rows, each.digest[:16]) for each in found.tables],
          _("There are no tables."))
    if not found.done:
        line(_("This is what would be moved from {present} to {target}; nothing was written.").format(
            present=found.present, target=found.target))
        return
    line(_("Everything is in {target}, read back and compared; {present} stays as it was.").format(
        present=found.present, target=found.target))
    if not found.database_url:
        line(_("Now take 'database_url' and 'database_password_file' out of the settings, then start the house."))
        return
    line(_("Now set 'database_url' to {url}, then start the house.").format(url=found.database_url))
    if found.password_file:
        line(_("Set 'database_password_file' to {file}, too.").format(file=found.password_file))
