"""Turn: publishers wait for each other, so that there is one change at a time."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tongdai.actions.context import Refused
from tongdai.domain.message import say

PATIENCE_SECONDS = 30.0
_PAUSE_SECONDS = 0.02


@contextmanager
def one_at_a_time(data: Path, patience: float = PATIENCE_SECONDS) -> Iterator[None]:
    """Wait until nobody else publishes in this data directory; refuse after `patience` seconds."""
    directory = data / "run"
    try:
        directory.mkdir(parents=True, exist_ok=True)
        lock = os.open(directory / "publish.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise Refused(say("The data directory {data} cannot be written ({reason}); give it to the user tongdai "
                          "runs under.", data=str(data), reason=str(error.strerror))) from error
    try:
        _wait_for(lock, patience)
        yield
    finally:
        os.close(lock)


def _wait_for(lock: int, patience: float) -> None:
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise Refused(say("Somebody else has been publishing for {seconds} seconds; nothing was changed. "
                                  "Try again in a moment.", seconds=int(patience))) from None
            time.sleep(_PAUSE_SECONDS)
