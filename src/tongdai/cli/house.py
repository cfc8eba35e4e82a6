"""The house that a command works on: this machine's installation, asked by whoever sits at it."""

from datetime import datetime

from tongdai.actions.context import Context
from tongdai.actions.database import require_database
from tongdai.cli.program import THIS_PROGRAM
from tongdai.settings import load_settings


def house() -> Context:
    """The installation as its operator, once it is sure that there is one and that it fits this program."""
    settings = load_settings()
    require_database(settings)
    return THIS_PROGRAM.get().open_house(settings)


def local(moment: datetime | None) -> str:
    """A time as people at this machine read it."""
    return "" if moment is None else moment.astimezone().strftime("%Y-%m-%d %H:%M:%S")
