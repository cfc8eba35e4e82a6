"""The background work: what has to be done again and again while the house is open."""

import gc
import logging
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from django.contrib.sessions.models import Session
from django.db import connections

from tongdai.actions.archive import archive_months
from tongdai.actions.context import Context
from tongdai.actions.expiring import expire_recordings, recording_stops
from tongdai.actions.incidents import file_incidents, forget_old_incidents
from tongdai.actions.ingest import Reader
from tongdai.actions.keeping import erase_recordings, look_for_strays, take_over_recordings
from tongdai.actions.silence import DatabaseWatch
from tongdai.actions.storage import database_has_room, recount, weigh_storage
from tongdai.engine import beating
from tongdai.store.storage import database_file

logger = logging.getLogger("tongdai.worker")

HALF_A_SECOND = 0.5
A_SECOND = 1.0
TWO_SECONDS = 2.0
FIVE_SECONDS = 5.0
A_MINUTE = 60.0
TEN_MINUTES = 600.0
AN_HOUR = 3600.0
LONGEST_BACK_OFF = 10.0
SECONDS_TO_FINISH = 7.0
MOST_UNCOLLECTED = 50_000
REPLACED = 75
"""The status with which the worker ends so that it is started anew (EX_TEMPFAIL)."""
NICENESS = 10
"""How far the work on sound steps back behind the engine and everything else."""


class Lane(StrEnum):
    """Chores of one lane wait for each other, those of different lanes never do."""

    INGEST = "ingest"
    MEDIA = "media"
    WATCH = "watch"
    KEEP = "keep"


@dataclass(slots=True)
class Chore:
    """One piece of work: in which lane, how often it is due, when next, and how often in a row it has failed."""

    name: str
    work: Callable[[Context], object]
    every: float
    lane: Lane
    due: float = 0.0
    failures: int = 0


def chores() -> list[Chore]:
    """Everything the worker does."""
    return [Chore("ingest", _while_there_is_room(Reader()), HALF_A_SECOND, Lane.INGEST),
            Chore("incidents", file_incidents, HALF_A_SECOND, Lane.INGEST),
            Chore("database", DatabaseWatch().look, TWO_SECONDS, Lane.WATCH),
            Chore("storage", weigh_storage, FIVE_SECONDS, Lane.WATCH),
            Chore("recording stops", recording_stops, FIVE_SECONDS, Lane.WATCH),
            Chore("take over recordings", take_over_recordings, TWO_SECONDS, Lane.MEDIA),
            Chore("erase recordings", erase_recordings, TWO_SECONDS, Lane.MEDIA),
            Chore("expire recordings", expire_recordings, A_MINUTE, Lane.MEDIA),
            Chore("stray recordings", look_for_strays, TEN_MINUTES, Lane.MEDIA),
            Chore("recount", recount, AN_HOUR, Lane.KEEP),
            Chore("old incidents", forget_old_incidents, AN_HOUR, Lane.KEEP),
            Chore("archive", archive_months, AN_HOUR, Lane.KEEP),
            Chore("sessions", _forget_sessions, AN_HOUR, Lane.KEEP)]


def work(ctx: Context, stop: threading.Event, elapsed: Callable[[], float]) -> None:
    """Do what is due until told to stop; a chore that fails is tried again, later each time, and hinders no other.

    Beside them the engine's pulse is kept, also when there is no supervisor and the database is silent.
    """
    collect_seldom()
    todo = chores()
    lanes = [threading.Thread(target=_walk, args=([each for each in todo if each.lane is lane], ctx, stop, elapsed),
                              name=lane, daemon=True) for lane in sorted({each.lane for each in todo})]
    with beating(ctx.engine.beat):
        for each in lanes:
            each.start()
        _wait_until_told(stop)
        for each in lanes:
            each.join(SECONDS_TO_FINISH)


def _wait_until_told(stop: threading.Event) -> None:
    """Until told to stop; where the database's file has become another one, end at once, as if killed.

    Whoever then starts us again opens the new file. To close the connections to the old one in order is what must not
    be done: SQLite would delete the log beside the new one, which has the same name.
    """
    opened = _database_identity()
    while not stop.wait(A_SECOND):
        now = _database_identity()
        if now != opened and None not in (now, opened):
            logger.warning("the database is another file than before; starting anew")
            logging.shutdown()
            os._exit(REPLACED)


def _database_identity() -> tuple[int, int] | None:
    """Which file it is; None where a server keeps the database, or where none is there at the moment."""
    file = database_file()
    with suppress(OSError):
        if file is not None:
            about = file.stat()
            return about.st_dev, about.st_ino
    return None


def collect_seldom() -> None:
    """Look for cyclic garbage less often: rows and events are none, and looking took a seventh of reading the spool."""
    gc.freeze()
    gc.set_threshold(MOST_UNCOLLECTED)


def _walk(todo: list[Chore], ctx: Context, stop: threading.Event, elapsed: Callable[[], float]) -> None:
    """One lane, in a thread with a database connection of its own."""
    if todo[0].lane is Lane.MEDIA:
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)  # Linux: of this thread alone
    while not stop.is_set():
        for chore in todo:
            if chore.due <= elapsed() and not stop.is_set():
                _do(chore, ctx, elapsed)
        stop.wait(max(0.05, min(each.due for each in todo) - elapsed()))
    connections.close_all()


def _do(chore: Chore, ctx: Context, elapsed: Callable[[], float]) -> None:
    try:
        chore.work(ctx)
        chore.failures = 0
    except Exception:
        chore.failures += 1
        logger.exception("%s failed (%s in a row)", chore.name, chore.failures)
        connections.close_all()
    pause = chore.every * 2 ** min(chore.failures, 10) if chore.failures else chore.every
    chore.due = elapsed() + min(max(pause, chore.every), max(chore.every, LONGEST_BACK_OFF))


def _while_there_is_room(reader: Reader) -> Callable[[Context], object]:
    """The last of the disk is not for call records, which wait safely, but for people who come to make room."""
    return lambda ctx: reader.read_on(ctx) if database_has_room(ctx) else 0


def _forget_sessions(ctx: Context) -> None:
    """Sessions of the console that have ended."""
    Session.objects.filter(expire_date__lt=ctx.now()).delete()
