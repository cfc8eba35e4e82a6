"""One `tongdai run` per data directory: a lock that a death releases, and that says who holds it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tongdai.domain.message import say
from tongdai.engine.port import EngineError

FILE = "run.lock"


@contextmanager
def occupy(data: Path) -> Iterator[None]:
    """Hold the data directory. Raises EngineError, naming the process, where it is held already."""
    data.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(data / FILE, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _occupied(data, os.pread(descriptor, 20, 0)) from None
        os.truncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _occupied(data: Path, holder: bytes) -> EngineError:
    pid = holder.decode("ascii", "replace").strip()
    return EngineError(say("tongdai already runs on {data} (process {pid}). Stop it with Ctrl-C or 'kill {pid}', or "
                           "set 'data' to another directory.", data=str(data), pid=pid if pid.isdigit() else "?"))
