"""Both clocks of this machine read together, and jumps of the one noticed against the other."""

import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

SMALLEST_JUMP = 0.1
MACHINE_START = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class ClockReading:
    """What both clocks said together; `machine` names the start of the machine that the steady one counts from."""

    wall: float
    steady: float
    machine: str = ""


def read_clocks() -> ClockReading:
    """Both clocks now."""
    return ClockReading(time.time(), time.monotonic(), _machine_start())


def _machine_start() -> str:
    with suppress(OSError):
        return MACHINE_START.read_text(encoding="ascii").strip()[:36]
    return ""


class ClockWatch:
    """Compares the two clocks each time it is asked."""

    def __init__(self) -> None:
        self.reading = read_clocks()

    def jump(self) -> float:
        """By how many seconds the wall clock has jumped since it was asked last; 0 where both went on alike."""
        before, self.reading = self.reading, read_clocks()
        seconds = (self.reading.wall - before.wall) - (self.reading.steady - before.steady)
        return seconds if abs(seconds) >= SMALLEST_JUMP else 0.0
