"""Storage: the budgets of the disk, what each takes of what it may take, and what follows from that."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

RECORDING_STOPS: Final = 90
UPLOADS_STOP: Final = 95
ALARM: Final = 90
FULL: Final = 100
SLACK: Final = 5
"""By so much the share must fall below a threshold before what it stopped goes on: no flutter at the edge."""

MEGABYTE: Final = 1_000_000
GIGABYTE: Final = 1_000_000_000


class BudgetName(StrEnum):
    """What has a budget of its own. `spool`: call events, and the engine's own recordings until they are taken over.

    `recordings`: those that are kept. `logs`: the engine's logs and the evidence of incidents.
    """

    DATABASE = "database"
    SPOOL = "spool"
    RECORDINGS = "recordings"
    LOGS = "logs"


class BudgetState(StrEnum):
    """How a budget is: room enough, so little that an alarm is up, or none."""

    ROOM = "room"
    SCARCE = "scarce"
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """One budget, in bytes: used, and the most that may be.

    `limit` is the budget, None where there is none; `free` is what the disk itself still has for it, None where that
    disk is another machine's. Whichever ends first, budget or disk, is what counts.
    """

    name: BudgetName
    directory: str
    used: int
    limit: int | None
    free: int | None = None

    @property
    def capacity(self) -> int | None:
        """What could be used in all, as things stand; None where nothing bounds it."""
        bounds = (self.limit, None if self.free is None else self.used + self.free)
        return min((each for each in bounds if each is not None), default=None)

    @property
    def share(self) -> int:
        """Per cent of it that are used; 100 and more: not a byte is left."""
        if self.capacity is None:
            return 0
        return self.used * 100 // self.capacity if self.capacity else 100

    @property
    def state(self) -> BudgetState:
        """In one word."""
        if self.share >= FULL:
            return BudgetState.FULL
        return BudgetState.SCARCE if self.share >= ALARM else BudgetState.ROOM


def is_over(share: int, threshold: int, was_over: bool) -> bool:
    """Whether what a threshold stops is stopped: at it, and then until the share has fallen clearly below it."""
    return share >= (threshold - SLACK if was_over else threshold)


def budget_limit(configured_mb: int, disk: int, parts: int, most: int | None = None) -> int:
    """A budget in bytes: as configured, or one of so many parts of its disk, but not more than `most`."""
    if configured_mb:
        return configured_mb * MEGABYTE
    share = disk // parts
    return share if most is None else min(share, most)


def in_units(size: int | None) -> str:
    """A size for people: `512 kB`, `3.4 MB`, `120.0 GB`; a dash where there is none."""
    if size is None:
        return "–"
    if size < MEGABYTE:
        return f"{size // 1000} kB"
    return f"{size / MEGABYTE:.1f} MB" if size < GIGABYTE else f"{size / GIGABYTE:.1f} GB"
