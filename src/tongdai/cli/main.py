"""The `tongdai` command: its verbs, each loaded when it is called."""

from gettext import gettext as _
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from tongdai import __version__
from tongdai.cli.exits import Code, ending
from tongdai.cli.program import THIS_PROGRAM, Program

NAME = "tongdai"


def verbs() -> dict[str, str]:
    """Every verb with what it does, in the order in which a new operator meets them."""
    return {
        "run": _("Serve: engine, console, API and background work, until Ctrl-C."),
        "demo": _("Let two real phones call each other and print what was measured."),
        "status": _("Say how this installation is."),
        "settings": _("Show every setting and where its value comes from."),
        "engine": _("Install, show, upgrade or remove the engine."),
        "tenant": _("Tenants: list, show, create, update, delete."),
        "package": _("Packages that tenants rent: list, show, create, update, delete."),
        "extension": _("Extensions of a tenant: list, show, create, bulk, update, delete, account, renew-secret."),
        "import": _("Bring in a tenant from a file."),
        "export": _("Write a tenant into a file."),
        "publish": _("Put what the database says into force."),
        "release": _("Releases of a tenant: list, show, diff, rollback."),
        "calls": _("The call log: list, show, count, csv."),
        "recording": _("Recordings: list, show, save, hold, let-go, delete, listeners."),
        "archive": _("Calls of months that are over, as files: list, take."),
        "live": _("Calls that are up now: list, hang-up."),
        "phones": _("Phones that are registered, and from where."),
        "simulate": _("Say what would happen to a call, and why."),
        "plan": _("The call plan: what is decided where."),
        "person": _("People who may log in: list, create, update, delete, password."),
        "token": _("Tokens for programs: list, create, revoke."),
        "journal": _("Who changed what, when, why and through which door."),
        "storage": _("Say what takes how much of the disk."),
        "incident": _("Incidents of this installation: list, alarms, show, evidence."),
        "database": _("The database of this installation: move."),
        "web": _("Serve console and API alone (a part of run)."),
        "worker": _("Do the background work alone (a part of run)."),
    }


class Verbs(TyperGroup):
    """The group of all verbs; the module of one is imported when somebody calls it."""

    program: Program

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 -- typer's signature
        """The verbs, in their order."""
        return list(verbs())

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 -- typer's signature
        """A verb as the overview shows it."""
        summary = verbs().get(cmd_name)
        return TyperCommand(cmd_name, help=summary) if summary else None

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The verb itself, with everything it needs."""
        if args[0] not in verbs():
            self.commands = {name: self.get_command(ctx, name) for name in verbs()}  # for "Did you mean ...?"
            return super().resolve_command(ctx, args)
        return args[0], load_verb(self.program, args[0]), args[1:]


def load_verb(program: Program, name: str) -> Any:
    """The command of one verb."""
    command = typer.main.get_command(program.load(name))
    command.name = name
    return command


def build(program: Program) -> Verbs:
    """The whole command."""
    app = typer.Typer(name=NAME, cls=Verbs, invoke_without_command=True, add_completion=True, rich_markup_mode="rich")
    app.callback(help=_("A multi-tenant virtual PBX on Asterisk 22."), epilog=_(
        "Exit codes: 0 done, 1 refused and nothing changed, 2 not understood, 3 this machine lacks something."))(_begin)
    group = typer.main.get_command(app)
    assert isinstance(group, Verbs)
    group.program = program
    return group


def main(program: Program, arguments: list[str]) -> int:
    """Carry out one command line; returns the exit code."""
    THIS_PROGRAM.set(program)
    return ending(lambda: build(program).main(arguments, prog_name=NAME, standalone_mode=False))


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"{NAME} {__version__}")
        raise typer.Exit(Code.DONE)


Version = Annotated[bool, typer.Option("--version", is_eager=True, callback=_show_version,
                                       help=_("Say which version this is."))]


def _begin(ctx: typer.Context, version: Version = False) -> None:  # noqa: ARG001 -- its callback has acted
    """Without a verb, show which there are."""
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())
