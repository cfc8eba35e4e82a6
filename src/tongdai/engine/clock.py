"""Jumps of the machine's clock, noticed against the steady clock."""

import time

SMALLEST_JUMP = 0.1


class ClockWatch:
    """Compares the two clocks each time it is asked."""

    def __init__(self) -> None:
        self.wall, self.steady = time.time(), time.monotonic()

    def jump(self) -> float:
        """By how many seconds the wall clock has jumped since it was asked last; 0 where both went on alike."""
        wall, steady = time.time(), time.monotonic()
        seconds = (wall - self.wall) - (steady - self.steady)
        self.wall, self.steady = wall, steady
        return seconds if abs(seconds) >= SMALLEST_JUMP else 0.0
