"""Locks between our processes that a death releases by itself (flock)."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tongdai.domain.message import say
from tongdai.engine.port import EngineError

STEP_SECONDS = 0.02


@contextmanager
def hold(path: Path, seconds: float) -> Iterator[None]:
    """Hold a lock file. Raises EngineError where somebody else keeps it for longer than `seconds`."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not _acquire(descriptor, seconds):
            raise EngineError(say("Another change is being put in force, and has been for {seconds} seconds. "
                                  "Try again in a moment.", seconds=round(seconds)))
        yield
    finally:
        os.close(descriptor)


def _acquire(descriptor: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(STEP_SECONDS)
        else:
            return True
