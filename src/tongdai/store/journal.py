"""No write outside a change; each change says who, when, why and through which door."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

LONGEST_WHY = 500


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why the house is being written to: who, when, why, and through which door."""

    who: str
    person_id: int | None
    at: datetime
    why: str
    surface: str


class UnjournalledWriteError(RuntimeError):
    """A broken promise: a table was written outside a change."""


_occasion: ContextVar[Occasion | None] = ContextVar("occasion", default=None)


@contextmanager
def changing(occasion: Occasion) -> Iterator[Occasion]:
    """Tables may be written in here; what is written is recorded under this occasion."""
    token = _occasion.set(occasion)
    try:
        yield occasion
    finally:
        _occasion.reset(token)


def require_change(table: str) -> Occasion:
    """The occasion of the present change; raises where there is none."""
    occasion = _occasion.get()
    if occasion is None:
        raise UnjournalledWriteError(f"{table} was to be written outside a change; use journal.changing(...).")
    return occasion
