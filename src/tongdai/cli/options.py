"""Arguments and options that many commands share, so that each is called and explained the same everywhere."""

import sys
from datetime import UTC, datetime
from gettext import gettext as _
from typing import Annotated

import typer

from tongdai.cli.exits import Code, Stop
from tongdai.domain.message import say

AsJson = Annotated[bool, typer.Option("--json", help=_("Print JSON, for programs."))]
Why = Annotated[str, typer.Option("--why", help=_("Why; kept with the change."))]
Page = Annotated[int, typer.Option("--page", min=1, max=100_000, help=_("Which page of the list."))]
Tenant = Annotated[str, typer.Argument(metavar="TENANT", help=_("Handle of the tenant."))]
Number = Annotated[str, typer.Argument(metavar="NUMBER", help=_("Number of the extension."))]
Search = Annotated[str, typer.Option("--search", help=_("Only rows that contain this text."))]
Quiet = Annotated[bool, typer.Option("--quiet", help=_("Print nothing but what goes wrong."))]
Yes = Annotated[bool, typer.Option("--yes", help=_("Do it without asking."))]


def nouns(help_text: str) -> typer.Typer:
    """The group of a noun's commands: `tongdai tenant list`, `tongdai tenant show` and so on."""
    app = typer.Typer(no_args_is_help=True, add_completion=False)
    app.callback(help=help_text)(_nothing)
    return app


def verb() -> typer.Typer:
    """A verb that stands alone: `tongdai publish`."""
    return typer.Typer(add_completion=False)


def given(**values: object) -> dict[str, object]:
    """The fields that a command line names, for a partial update."""
    changes = {name: value for name, value in values.items() if value is not None}
    if not changes:
        raise Stop(say("Name at least one field to change; '--help' shows which there are."), Code.USAGE)
    return changes


def confirm(yes: bool, question: str) -> None:
    """Ask before something that cannot be taken back; without a terminal to ask at, --yes is needed."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise Stop(say("This cannot be taken back; say --yes to do it without a question."), Code.USAGE)
    if not typer.confirm(question, err=True):
        raise Stop(say("Stopped before anything was done."))


def _nothing() -> None:
    """A group does nothing itself."""


def moment(option: str, text: str) -> datetime | None:
    """A day or a moment of this machine's time zone, unless it names its own."""
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Stop(say("{option} is '{value}', which is no time; write it as 2026-01-31 or 2026-01-31T08:00.",
                       option=option, value=text[:40]), Code.USAGE) from error
