"""This program to itself: how its parts are loaded, how it is called again for its children, whom it serves."""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import typer

from tongdai.actions.context import Context
from tongdai.settings import Settings


@dataclass(frozen=True, slots=True)
class Program:
    """Given by the entry point, which alone knows packages by name."""

    command: tuple[str, ...]
    """What starts this program once more; a verb follows."""
    load: Callable[[str], typer.Typer]
    """The commands of one verb."""
    application: Callable[[], Any]
    """Console and API, to be served."""
    open_house: Callable[[Settings], Context]
    """The installation that settings speak of, asked by its operator."""


THIS_PROGRAM: ContextVar[Program] = ContextVar("THIS_PROGRAM")
"""Set once by whoever carries out a command line."""
