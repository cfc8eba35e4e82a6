"""The `tongdai` program: settle the language and Django, then open the command line."""

import os
import sys
from importlib import import_module, resources
from pathlib import Path
from typing import Any

import typer

from tongdai.actions.context import operator_context
from tongdai.cli.main import main as command_line
from tongdai.cli.program import Program
from tongdai.cli.words import choose_language, speak

MODULES = {"import": "bring_in"}
DRY = frozenset({"settings", "engine"})
"""Verbs that need no database, so that they work where there is none and begin at once."""


def main() -> None:
    """Carry out the command line that this process was called with."""
    speak(choose_language(os.environ), Path(str(resources.files("tongdai.web"))) / "locale")
    sys.exit(command_line(PROGRAM, sys.argv[1:]))


def load(verb: str) -> typer.Typer:
    """The commands of one verb; everything it needs is imported now and not before."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongdai.site.settings")
    if verb not in DRY:
        import_module("django").setup()
    module = import_module(f"tongdai.cli.commands.{MODULES.get(verb, verb)}")
    app = module.app
    assert isinstance(app, typer.Typer)
    return app


def application() -> Any:
    """What `tongdai web` serves."""
    return import_module("tongdai.site.asgi").application


PROGRAM = Program((sys.executable, "-P", "-m", "tongdai.site.entry"), load, application, operator_context)

if __name__ == "__main__":
    main()
