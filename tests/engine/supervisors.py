"""A supervisor in a process of its own, with an ear for what it tells."""

import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cells import RunningCell
from engine.deploy_once import surroundings, told
from tongdai.engine.probe import sip_answers
from tongdai.engine.process import is_running


@dataclass
class Supervisor:
    """One that was started; use it in a `with` statement."""

    cell: RunningCell
    process: "subprocess.Popen[bytes]"
    record: Path

    @classmethod
    def start(cls, cell: RunningCell, moved_by: Path | None = None) -> Self:
        """Start one, perhaps with a wall clock that is moved by the seconds in a file."""
        record = cell.settings.data.parent / f"told-{time.monotonic_ns()}"
        command = [sys.executable, "-m", "engine.supervise_once", told(cell.settings, cell.engine.program)]
        command += [str(moved_by)] if moved_by else []
        with record.open("wb") as out:
            process = subprocess.Popen(
                command, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True,
                env=surroundings())
        return cls(cell, process, record)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(40)

    def words(self) -> str:
        """All that it told."""
        return self.record.read_text(encoding="utf-8")

    def hear(self, words: str, seconds: float = 20) -> float:
        """Wait until it has told this; gives how long that took."""
        began = time.monotonic()
        while words not in self.words():
            assert self.process.poll() is None or words in self.words(), self.words()
            assert time.monotonic() - began < seconds, f"{words!r} was not told: {self.words()}"
            time.sleep(0.05)
        return time.monotonic() - began

    def count(self, words: str) -> int:
        """How often it told this."""
        return self.words().count(words)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Tell it to stop, and wait for its status."""
        self.process.send_signal(number)
        return self.process.wait(40)

    def kill(self) -> None:
        """End it as a crash does."""
        self.process.kill()
        self.process.wait()

    def wait_serving(self, seconds: float = 20) -> float:
        """Wait until SIP answers; gives how long that took."""
        began = time.monotonic()
        while not sip_answers("127.0.0.1", self.cell.settings.sip_port, 0.2):
            assert time.monotonic() - began < seconds, f"SIP is silent: {self.words()}"
            time.sleep(0.02)
        return time.monotonic() - began


def wait_gone(cell: RunningCell, pid: int, seconds: float = 5) -> None:
    """Wait until the engine with this process id is gone."""
    deadline = time.monotonic() + seconds
    mark = cell.boot.process
    while mark.pid == pid and is_running(mark):
        assert time.monotonic() < deadline
        time.sleep(0.02)
