"""The background work: what has to be done again and again while the house is open."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.sessions.models import Session
from django.db import close_old_connections

from tongdai.actions.context import Context
from tongdai.actions.ingest import ingest_spool

logger = logging.getLogger("tongdai.worker")

HALF_A_SECOND = 0.5
AN_HOUR = 3600.0
LONGEST_BACK_OFF = 30.0


@dataclass(slots=True)
class Chore:
    """One piece of work: how often it is due, when next, and how often in a row it has failed."""

    name: str
    work: Callable[[Context], object]
    every: float
    due: float = 0.0
    failures: int = 0


def chores() -> list[Chore]:
    """Everything the worker does."""
    return [Chore("ingest", ingest_spool, HALF_A_SECOND), Chore("sessions", _forget_sessions, AN_HOUR)]


def work(ctx: Context, stop: threading.Event, elapsed: Callable[[], float]) -> None:
    """Do what is due until told to stop; a chore that fails is tried again, later each time, and hinders no other."""
    todo = chores()
    while not stop.is_set():
        for chore in todo:
            if chore.due <= elapsed():
                _do(chore, ctx, elapsed)
        stop.wait(max(0.05, min(each.due for each in todo) - elapsed()))


def _do(chore: Chore, ctx: Context, elapsed: Callable[[], float]) -> None:
    try:
        chore.work(ctx)
        chore.failures = 0
    except Exception:
        chore.failures += 1
        logger.exception("%s failed (%s in a row)", chore.name, chore.failures)
        close_old_connections()
    pause = chore.every * 2 ** min(chore.failures, 10) if chore.failures else chore.every
    chore.due = elapsed() + min(max(pause, chore.every), max(chore.every, LONGEST_BACK_OFF))


def _forget_sessions(ctx: Context) -> None:
    """Sessions of the console that have ended."""
    Session.objects.filter(expire_date__lt=ctx.now()).delete()
