"""Run the house: make ready whatever is missing, then keep engine, console and background work alive."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tongdai.actions.broken import make_directory
from tongdai.actions.context import Context
from tongdai.actions.database import prepare_database
from tongdai.actions.people import first_operator
from tongdai.actions.publish import recover
from tongdai.domain.message import Message
from tongdai.domain.secret import Secret
from tongdai.engine import EngineError, EngineProgram, Progress, Service, install_engine, occupy, supervise_house
from tongdai.settings import Settings

CHILDREN = ("web", "worker")


@dataclass(frozen=True, slots=True)
class Ready:
    """A house that can be run; `password` is the first operator's, on the first start alone."""

    program: EngineProgram
    password: Secret | None


def make_ready(settings: Settings, open_house: Callable[[Settings], Context],
               report: Callable[[Progress], None]) -> Ready:
    """Bring what is missing; on a house that is ready, nothing is done.

    1. Nobody else runs this data directory. 2. The engine is there. 3. The database fits this program.
    4. Somebody can sign in. 5. The engine stands, once it starts, on what the database says.
    """
    make_directory(settings.data, 0o755)
    with occupy(settings.data):
        program = install_engine(settings, report)
        prepare_database(settings)
        ctx = open_house(settings)
        password = first_operator(ctx)
        recover(ctx)
    return Ready(program, password)


def is_running(settings: Settings) -> bool:
    """Whether `tongdai run` holds this data directory."""
    if not settings.data.exists():
        return False
    try:
        with occupy(settings.data):
            return False
    except EngineError:
        return True


def run_house(settings: Settings, ready: Ready, command: Sequence[str], tell: Callable[[Message], None]) -> None:
    """Serve until told to stop; `command` starts this program once more, a verb follows."""
    services = [Service(name, (*command, name, "--quiet")) for name in CHILDREN]
    supervise_house(settings, ready.program, services, tell)
