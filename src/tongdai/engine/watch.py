"""The watch that durations are read from: it goes on steadily when the wall clock is set forward or back."""

from dataclasses import dataclass, replace

SHUFFLE = 1.0
"""Lines of two threads may be this many seconds out of order; more means that the clock was set back."""


@dataclass(frozen=True, slots=True)
class Watch:
    """`now` is the last reading, in seconds. Two anchors tie readings to the wall clock and to the steady clock."""

    now: float = 0.0
    wall: float | None = None
    wall_reading: float = 0.0
    steady: float | None = None
    steady_reading: float = 0.0

    def read(self, wall: float) -> "Watch":
        """The watch when the wall clock shows this. A wall clock that goes back does not take the watch with it."""
        if self.wall is None:
            return replace(self, wall=wall, wall_reading=self.now)
        reading = self.wall_reading + (wall - self.wall)
        if reading < self.now - SHUFFLE:
            return replace(self, wall=wall, wall_reading=self.now)
        return replace(self, now=max(self.now, reading))

    def set(self, wall: float, steady: float) -> "Watch":
        """The watch once both clocks were read together. A machine that was restarted counts from zero again."""
        if self.steady is None or steady < self.steady:
            now = self.read(wall).now
        else:
            now = self.steady_reading + (steady - self.steady)
        return Watch(now, wall, now, steady, now)
