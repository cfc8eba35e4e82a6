"""Arguments and options that many commands share, so that each is called and explained the same everywhere."""

from gettext import gettext as _
from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help=_("Print JSON, for programs."))]
Why = Annotated[str, typer.Option("--why", help=_("Why; kept with the change."))]
Page = Annotated[int, typer.Option("--page", min=1, max=100_000, help=_("Which page of the list."))]
Tenant = Annotated[str, typer.Argument(metavar="TENANT", help=_("Handle of the customer."))]
Number = Annotated[str, typer.Argument(metavar="NUMBER", help=_("Number of the extension."))]
Yes = Annotated[bool, typer.Option("--yes", help=_("Do it without asking."))]


def nouns(help_text: str) -> typer.Typer:
    """The group of a noun's commands: `tongdai tenant list`, `tongdai tenant show` and so on."""
    app = typer.Typer(no_args_is_help=True, add_completion=False)
    app.callback(help=help_text)(_nothing)
    return app


def verb() -> typer.Typer:
    """A verb that stands alone: `tongdai publish`."""
    return typer.Typer(add_completion=False)


def _nothing() -> None:
    """A group does nothing itself."""
