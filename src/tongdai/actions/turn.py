"""Turn: publishers wait for each other, so that there is one change at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tongdai.actions.context import Refused
from tongdai.domain.message import say
from tongdai.engine import hold

PATIENCE_SECONDS = 30.0


@contextmanager
def one_at_a_time(data: Path, patience: float = PATIENCE_SECONDS) -> Iterator[None]:
    """Wait until nobody else publishes in this data directory; refused after `patience` seconds."""
    directory = data / "run"
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(say("The data directory {data} cannot be written ({reason}); give it to the user tongdai "
                          "runs under.", data=str(data), reason=str(error.strerror))) from error
    with hold(directory / "publish.lock", patience):
        yield
