"""How long to wait before something that ended is started again: not at all at first, longer if it keeps ending."""

from dataclasses import dataclass

SHORTEST, LONGEST = 0.25, 30.0
STEADY_SECONDS = 5.0


@dataclass
class Backoff:
    """Counts the ends that followed each other closely. Times are of the monotonic clock."""

    ends: int = 0
    began: float = 0.0
    due: float = 0.0

    def has_begun(self, now: float) -> None:
        """It was started."""
        self.began = now

    def has_ended(self, now: float) -> float:
        """It ended; gives the seconds to wait."""
        self.ends = 1 if self.began and now - self.began > STEADY_SECONDS else self.ends + 1
        wait = min(LONGEST, SHORTEST * 2 ** min(self.ends - 2, 16)) if self.ends > 1 else 0.0
        self.due = now + wait
        return float(wait)

    def is_due(self, now: float) -> bool:
        """Whether it may be started."""
        return now >= self.due
