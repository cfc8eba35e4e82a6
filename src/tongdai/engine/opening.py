"""Open the engine of this installation's cell."""

from tongdai.engine.asterisk import AsteriskEngine
from tongdai.engine.port import Engine
from tongdai.settings import Settings


def open_engine(settings: Settings) -> Engine:
    """The engine that the settings speak of, running or not, installed or not."""
    return AsteriskEngine(settings)
