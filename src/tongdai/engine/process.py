"""Processes by their true name: a number and when it began, so that a reused number is never taken for ours."""

import os
import shutil
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

GONE_SECONDS = 2.0
STEP_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class ProcessMark:
    """One process of this machine; `began` counts the kernel's clock ticks since the machine started."""

    pid: int
    began: int


def dying_with_us() -> tuple[str, ...]:
    """What to put before a command that must not outlive whoever starts it, where this machine has it."""
    return ("setpriv", "--pdeathsig", "KILL") if shutil.which("setpriv") else ()


def mark_process(pid: int) -> ProcessMark | None:
    """The mark of a running process; None where there is none."""
    fields = _read_stat(pid)
    return ProcessMark(pid, int(fields[19])) if fields else None


def is_running(mark: ProcessMark) -> bool:
    """Whether exactly this process still runs; one that is dead and not yet buried does not."""
    fields = _read_stat(mark.pid)
    return bool(fields) and int(fields[19]) == mark.began and fields[0] not in {"Z", "X"}


def _read_stat(pid: int) -> list[str]:
    """Fields of /proc/PID/stat from the third on (the second may hold anything, even a bracket)."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return text.rpartition(")")[2].split()


def end_process(mark: ProcessMark, seconds: float) -> bool:
    """Ask a process to end, and make it end where it has not after so many seconds. False where that was needed."""
    _signal(mark, signal.SIGTERM)
    if _wait_gone(mark, seconds):
        return True
    kill_process(mark)
    return False


def kill_process(mark: ProcessMark) -> None:
    """End a process at once, and wait until it is gone."""
    _signal(mark, signal.SIGKILL)
    _wait_gone(mark, GONE_SECONDS)


def _signal(mark: ProcessMark, number: signal.Signals) -> None:
    """Through a descriptor of the process, which cannot come to mean another one between look and deed."""
    with suppress(OSError):
        descriptor = os.pidfd_open(mark.pid)
        try:
            if is_running(mark):
                signal.pidfd_send_signal(descriptor, number)
        finally:
            os.close(descriptor)


def _wait_gone(mark: ProcessMark, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while is_running(mark):
        with suppress(ChildProcessError):
            os.waitpid(mark.pid, os.WNOHANG)
        if time.monotonic() > deadline:
            return False
        time.sleep(STEP_SECONDS)
    return True
