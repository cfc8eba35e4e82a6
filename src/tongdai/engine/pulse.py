"""The pulse: once a second what the engine wrote goes to the disk, and it is noted that the engine lives.

Whoever of ours lives keeps it: the supervisor, and the worker where there is no supervisor. So a power cut takes a
second of call events at most, and calls that an engine did not outlive end when it was last known to live, whoever
died with it. The note is one short record, overwritten in place: it needs no space on a full disk.
"""

import os
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from tongdai.engine.boot import running_boot
from tongdai.engine.cell import CellDirectory
from tongdai.engine.clock import ClockReading, read_clocks
from tongdai.engine.events import gone_line
from tongdai.engine.port import EngineError
from tongdai.engine.spool import add_line, sync_spool

FILE = "pulse"
BEAT_SECONDS = 1.0
FRESH_SECONDS = 3.0
"""Somebody who sees an engine's death this soon after its last beat saw it die."""

_LENGTH = 128
_BEAT = re.compile(r"([a-z0-9]{1,40}) ([0-9]{1,12}\.[0-9]{3}) ([0-9]{1,12}\.[0-9]{3}) ([0-9a-f-]{0,36}) *\n")


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """When an engine, named by its boot, was last known to live."""

    boot: str
    clocks: ClockReading


def beat(cell: CellDirectory) -> None:
    """Put the spool on the disk, and note that the engine lives, unless somebody else has just done so."""
    sync_spool(cell)
    boot = running_boot(cell)
    if boot is None:
        return
    clocks, last = read_clocks(), read_heartbeat(cell)
    if last is None or last.boot != boot.name or _seconds_between(last.clocks, clocks) >= BEAT_SECONDS / 2:
        _note(cell, f"{boot.name} {clocks.wall:.3f} {clocks.steady:.3f} {clocks.machine}")


def read_heartbeat(cell: CellDirectory) -> Heartbeat | None:
    """The last note; None where no engine lived since the last one was buried."""
    try:
        match = _BEAT.fullmatch((cell.instance / FILE).read_text(encoding="ascii"))
    except (OSError, UnicodeDecodeError):
        return None
    return Heartbeat(match[1], ClockReading(float(match[2]), float(match[3]), match[4])) if match else None


def bury_engine(cell: CellDirectory, boot: str = "") -> None:
    """Tell the spool that an engine is dead (the one that was noted last, unless another is named), and since when.

    Its calls end at its last beat; where somebody stood by as it died, now. Twice is the same as once.
    """
    last, now = read_heartbeat(cell), read_clocks()
    if last is None or boot not in ("", last.boot):
        if boot:
            add_line(cell, gone_line(now, boot))
        return
    stood_by = 0 <= _seconds_between(last.clocks, now) <= FRESH_SECONDS
    add_line(cell, gone_line(now if stood_by else last.clocks, last.boot))
    _note(cell, "-")


def _seconds_between(earlier: ClockReading, later: ClockReading) -> float:
    """By the steady clock; for ever, where the machine was started in between."""
    return later.steady - earlier.steady if earlier.machine == later.machine else float("inf")


def _note(cell: CellDirectory, text: str) -> None:
    descriptor = os.open(cell.instance / FILE, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o640)
    try:
        os.pwrite(descriptor, f"{text:<{_LENGTH - 1}}\n".encode(), 0)
        os.fdatasync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def beating(beat_once: Callable[[], None]) -> Iterator[None]:
    """Keep a pulse while we are in here, in a thread of its own, so that nothing else makes it wait."""
    stop = threading.Event()
    thread = threading.Thread(target=_keep_beating, args=(beat_once, stop), name="pulse", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(BEAT_SECONDS)


def _keep_beating(beat_once: Callable[[], None], stop: threading.Event) -> None:
    while True:
        with suppress(OSError, EngineError):
            beat_once()
        if stop.wait(BEAT_SECONDS):
            return
