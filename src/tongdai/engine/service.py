"""Services: the processes of ours that `tongdai run` keeps alive beside the engine, and how they are recorded."""

import json
import subprocess
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tongdai.engine.backoff import Backoff
from tongdai.engine.durable import replace_durably
from tongdai.engine.process import ProcessMark, end_process, mark_process

SECONDS_TO_STOP = 10.0


@dataclass
class Service:
    """One process: its name, its command, and how it fares."""

    name: str
    command: tuple[str, ...]
    backoff: Backoff = field(default_factory=Backoff)
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches it through us and in order."""
        self.backoff.has_begun(time.monotonic())
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, start_new_session=True)

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


def record_services(path: Path, services: Iterable[Service]) -> None:
    """Write down which processes run, so that whoever comes after a killed supervisor can end them."""
    marks = (mark_process(each.process.pid) for each in services if each.process is not None)
    replace_durably(path, json.dumps([[mark.pid, mark.began] for mark in marks if mark]), 0o600)


def end_recorded_services(path: Path) -> int:
    """End what a killed supervisor left running; gives how many that were."""
    try:
        marks = [ProcessMark(int(pid), int(began)) for pid, began in json.loads(path.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError):
        return 0
    left = [mark for mark in marks if mark_process(mark.pid) == mark]
    for mark in left:
        end_process(mark, SECONDS_TO_STOP)
    path.unlink(missing_ok=True)
    return len(left)
