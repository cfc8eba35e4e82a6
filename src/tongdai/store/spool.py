"""How far the spool has been read, and the events of calls that are not over; written together with the calls."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from tongdai.domain.call import Call
from tongdai.store import models
from tongdai.store.calls import BATCH, write_calls


@dataclass(frozen=True, slots=True)
class Pending:
    """One event of a call that is not over."""

    number: int
    at: float
    line: str


@dataclass(frozen=True, slots=True)
class Bookmark:
    """Where reading goes on, and what must be known in order to go on."""

    position: str
    boot: str
    watch: Mapping[str, float | str | None]
    pending: tuple[Pending, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """Where reading goes on after some lines, and what changed: pending events that are gone, and new ones."""

    position: str
    boot: str
    watch: Mapping[str, float | str | None]
    gone: Sequence[int]
    new: Sequence[Pending]


class BookmarkMovedError(Exception):
    """Somebody else read the spool at the same time; nothing was written."""


def read_position(cell: str) -> str:
    """Where reading of this cell's spool goes on; empty where it never began."""
    return models.SpoolPosition.objects.filter(cell=cell).values_list("position", flat=True).first() or ""


def read_bookmark(cell: str) -> Bookmark:
    """Where reading of this cell's spool goes on, with everything that must be known."""
    with transaction.atomic():
        row = models.SpoolPosition.objects.filter(cell=cell).first() or models.SpoolPosition(cell=cell)
        events = models.PendingEvent.objects.filter(cell=cell).order_by("number").values_list("number", "at", "line")
        return Bookmark(row.position, row.boot, row.watch, tuple(Pending(*each) for each in events))


def move_bookmark(cell: str, before: str, step: Step, calls: Sequence[Call]) -> None:
    """Write calls, open events and position in one transaction. Raises BookmarkMovedError if another moved it."""
    with transaction.atomic():
        models.SpoolPosition.objects.get_or_create(cell=cell)
        moved = models.SpoolPosition.objects.filter(cell=cell, position=before).update(
            position=step.position, boot=step.boot, watch=dict(step.watch))
        if not moved:
            raise BookmarkMovedError(cell)
        write_calls(calls)
        _write_pending(cell, step)


_ADD = "INSERT INTO store_pendingevent (cell, number, at, line) VALUES (%s, %s, %s, %s)"


def _write_pending(cell: str, step: Step) -> None:
    """Only the difference: an event whose time was corrected is gone and new.

    With thousands of open calls this is most of the work, and a row object for each event would double it.
    """
    gone = list(step.gone)
    for first in range(0, len(gone), BATCH):
        models.PendingEvent.objects.filter(cell=cell, number__in=gone[first:first + BATCH]).delete()
    if step.new:
        with connection.cursor() as cursor:
            cursor.executemany(_ADD, [(cell, each.number, each.at, each.line) for each in step.new])
