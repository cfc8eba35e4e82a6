"""Services: the processes of ours that `tongdai run` keeps alive beside the engine."""

import os
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tongdai.engine.backoff import Backoff
from tongdai.engine.leftovers import marked_environment, marked_processes
from tongdai.engine.process import end_process

SECONDS_TO_STOP = 10.0


@dataclass
class Service:
    """One process: its name, its command, and how it fares."""

    name: str
    command: tuple[str, ...]
    backoff: Backoff = field(default_factory=Backoff)
    process: "subprocess.Popen[bytes] | None" = None

    def start(self, data: Path) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches it through us and in order.

        What it is started with names the data directory: whoever comes after a supervisor that was killed, at whatever
        moment, knows it by that.
        """
        self.backoff.has_begun(time.monotonic())
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, start_new_session=True,
                                        env=marked_environment(data, os.environ))

    def has_ended(self) -> int | None:
        """The exit status, once, after it ended."""
        status = self.process.poll() if self.process else None
        if status is not None:
            self.process = None
        return status

    def stop(self, seconds: float = SECONDS_TO_STOP) -> bool:
        """End it; False where that took force."""
        if self.process is None or self.process.poll() is not None:
            return True
        self.process.terminate()
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return False
        finally:
            self.process = None
        return True


def end_left_services(data: Path) -> int:
    """End what a killed supervisor of this data directory left running; gives how many services that were."""
    left = marked_processes(data)
    services = [mark for mark in left if _leads_a_session(mark.pid)]
    for mark in (*services, *left):
        end_process(mark, SECONDS_TO_STOP)
    return len(services)


def _leads_a_session(pid: int) -> bool:
    with suppress(OSError):
        return os.getsid(pid) == pid
    return False
