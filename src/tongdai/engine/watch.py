"""The watch that durations are read from: it goes on steadily when the wall clock is set forward or back."""

from dataclasses import dataclass, replace

from tongdai.engine.clock import ClockReading

SHUFFLE = 1.0
"""Lines of two threads may be this many seconds out of order; more means that the clock was set back."""


@dataclass(frozen=True, slots=True)
class Watch:
    """`now` is the last reading, in seconds. Two anchors tie readings to the wall clock and to the steady clock.

    The steady clock counts from a start of the machine, which `machine` names: after the next one it tells nothing.
    """

    now: float = 0.0
    wall: float | None = None
    wall_reading: float = 0.0
    steady: float | None = None
    steady_reading: float = 0.0
    machine: str = ""

    def read(self, wall: float) -> "Watch":
        """The watch when the wall clock shows this. A wall clock that goes back does not take the watch with it."""
        if self.wall is None:
            return replace(self, wall=wall, wall_reading=self.now)
        reading = self.wall_reading + (wall - self.wall)
        if reading < self.now - SHUFFLE:
            return replace(self, wall=wall, wall_reading=self.now)
        return self if reading <= self.now else self._showing(reading)

    def _showing(self, now: float) -> "Watch":
        """The same watch later; written out, since it happens for every line of the spool."""
        return Watch(now, self.wall, self.wall_reading, self.steady, self.steady_reading, self.machine)

    def set(self, clocks: ClockReading) -> "Watch":
        """The watch once both clocks were read together, which anchors it anew."""
        now = self.at(clocks)
        return Watch(now, clocks.wall, now, clocks.steady, now, clocks.machine)

    def at(self, clocks: ClockReading) -> float:
        """What the watch says at such a moment: by the steady clock, unless the machine was started since."""
        if self.steady is None or clocks.machine != self.machine or clocks.steady < self.steady:
            return self.read(clocks.wall).now
        return self.steady_reading + (clocks.steady - self.steady)
