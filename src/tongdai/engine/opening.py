"""Open the engine of this installation's cell."""

from tongdai.domain.message import say
from tongdai.engine.port import Engine, EngineError
from tongdai.settings import Settings


def open_engine(settings: Settings) -> Engine:
    """The engine that the settings speak of, running or not."""
    raise EngineError(say("There is no engine for cell {cell}; run 'tongdai engine install'.", cell=settings.cell))
