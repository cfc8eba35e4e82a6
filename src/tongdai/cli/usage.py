"""What is wrong with a command line, in one sentence that names the part and the way to its help."""

from gettext import gettext as _
from typing import Any

import typer
from typer.exceptions import TyperException

from tongdai.domain.message import Message, say

LIBRARY = (_("Arguments"), _("Options"), _("Commands"), _("Error"), _("Show this message and exit."), _("[required]"),
           _("[default: {}]"), _("Missing command."), _("No such command {name!r}."),
           _("Install completion for the current shell."),
           _("Show completion for the current shell, to copy it or customize the installation."))
"""What typer says by itself: it asks for these in the language that was chosen, so they must be in the catalogue."""


def explain_usage(error: TyperException) -> Message:
    """The sentence for one of typer's complaints; its own words only where they say more than ours could."""
    command = _command_of(error)
    match type(error).__name__:
        case "NoArgsIsHelpError":
            return say("Say what to do. See '{command} --help'.", command=command)
        case "MissingParameter":
            return say("{part} is missing. See '{command} --help'.", part=_part(error), command=command)
        case "NoSuchOption":
            return say("There is no option {part}. See '{command} --help'.",
                       part=str(getattr(error, "option_name", "")), command=command)
        case "BadParameter" if isinstance(error, typer.BadParameter):
            return say("{part} cannot be that: {reason} See '{command} --help'.", part=_part(error),
                       reason=_sentence(error.message), command=command)
        case _:
            return say("{reason} See '{command} --help'.", reason=_sentence(error.format_message()), command=command)


def _part(error: Any) -> str:
    """The option or argument as people type it."""
    if isinstance(error.param_hint, str):
        return error.param_hint
    if error.param is None:
        return ""
    options = [each for each in error.param.opts if each.startswith("--")]
    return str(options[0] if options else error.param.metavar or error.param.name.upper())


def _command_of(error: Any) -> str:
    context = getattr(error, "ctx", None)
    return str(context.command_path) if context else "tongdai"


def _sentence(text: str) -> str:
    words = " ".join(text.split())
    return words if words.endswith((".", "?", "!")) else f"{words}."
