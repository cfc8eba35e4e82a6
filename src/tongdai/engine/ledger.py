"""Fold the spool: lines go in, in order, calls come out, each once; what is not over yet is kept for the next time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from tongdai.domain.call import Call
from tongdai.engine.calls import fold_call
from tongdai.engine.events import CallEvent, Kind, parse_line, read_reading
from tongdai.engine.timed import Timed
from tongdai.engine.watch import Watch

BETWEEN = 1.0
"""Seconds within which a jump of the wall clock is noticed."""

_TIES = ("channel2_uniqueid", "transferee_channel_uniqueid", "transfer_target_channel_uniqueid")


@dataclass(frozen=True, slots=True)
class Ledger:
    """What must be remembered between two readings of the spool: open calls' events, the boot, and the watch."""

    pending: tuple[Timed, ...] = ()
    boot: str = ""
    watch: Watch = field(default_factory=Watch)


@dataclass(frozen=True, slots=True)
class Folded:
    """The calls that ended, in order of their ends, and the ledger to go on with."""

    calls: tuple[Call, ...]
    ledger: Ledger


@dataclass(frozen=True, slots=True)
class Difference:
    """How the open calls' events differ from before: the numbers of those that are gone, and those that are new."""

    gone: tuple[int, ...]
    new: tuple[Timed, ...]


def fold_lines(ledger: Ledger, lines: Iterable[str], cell: str) -> Folded:
    """The calls that end in these lines, and the ledger to go on with."""
    book = Book(ledger, cell)
    return Folded(tuple(book.read(lines)), book.ledger())


class Book:
    """The open calls while lines are read, one by one.

    1. The watch gives each event its time, whatever the wall clock does.
    2. The event goes to its call; a transfer or a changed linked id makes two calls one.
    3. A call whose channels have all hung up is folded into a row.
    4. A start of the engine, or its end, interrupts every call that is still open.

    What it costs to read lines does not depend on how many calls are open meanwhile.
    """

    def __init__(self, ledger: Ledger, cell: str) -> None:
        self.cell, self.boot, self.watch = cell, ledger.boot, ledger.watch
        self.calls: list[Call] = []
        self.events: dict[str, list[Timed]] = {}
        self.call_of: dict[str, str] = {}
        self.up: dict[str, set[str]] = {}
        self.alias: dict[str, str] = {}
        self.names: dict[str, set[str]] = {}
        self.number = max((each.number for each in ledger.pending), default=0)
        self.kept = {each.number for each in ledger.pending}
        self.gone: set[int] = set()
        self.new: dict[int, Timed] = {}
        for each in ledger.pending:
            self._enter(each)

    def read(self, lines: Iterable[str]) -> list[Call]:
        """Take lines in, and give the calls that ended in them, in order of their ends."""
        self.calls = []
        for line in lines:
            event = parse_line(line)
            if event is not None:
                self.take(event, line)
        return self.calls

    def ledger(self) -> Ledger:
        """What is left, in the order in which it was written."""
        left = sorted((each for events in self.events.values() for each in events), key=lambda each: each.number)
        return Ledger(tuple(left), self.boot, self.watch)

    def difference(self) -> Difference:
        """What has changed among the events of open calls since this was asked last."""
        difference = Difference(tuple(self.gone), tuple(self.new.values()))
        self.kept -= self.gone
        self.kept |= self.new.keys()
        self.gone, self.new = set(), {}
        return difference

    def take(self, event: CallEvent, line: str) -> None:
        """One line, in its turn."""
        match event.kind:
            case Kind.CLOCK:
                self._set_watch(event)
            case Kind.GONE:
                self._end_boot(event)
            case Kind.BOOT:
                self._begin_boot(event)
            case Kind.LOST:
                self._interrupt(self.watch.now)
            case _ if not self._was_read(event, line):
                self._take_of_call(event, line)

    def _was_read(self, event: CallEvent, line: str) -> bool:
        """Whether an open call has this very line: a spool that was put back from a copy is read again."""
        call = self.call_of.get(event.channel)
        return call is not None and any(each.line == line for each in self.events[call])

    def _take_of_call(self, event: CallEvent, line: str) -> None:
        if event.boot != self.boot:
            self._begin_boot(event)
        self.watch = self.watch.read(event.wall)
        self.number += 1
        timed = Timed(event, self.watch.now, self.number, line)
        self.new[timed.number] = timed
        self._enter(timed)

    def _set_watch(self, event: CallEvent) -> None:
        """What came between a jump of the wall clock and this line is read anew, by what the clock showed since."""
        clocks = read_reading(event)
        if clocks is None:
            return
        self.watch = self.watch.set(clocks)
        for events in self.events.values():
            events[:] = [self._read_anew(each, event.wall) for each in events]

    def _read_anew(self, each: Timed, wall: float) -> Timed:
        now = self.watch.now
        since = now - (wall - each.event.wall)
        is_between = now - BETWEEN <= since <= now and abs(since - each.at) > BETWEEN
        at = since if is_between else min(each.at, now)
        if at == each.at:
            return each
        corrected = replace(each, at=at)
        self._forget(each)
        self.new[each.number] = corrected
        return corrected

    def _end_boot(self, event: CallEvent) -> None:
        """The engine of this boot is gone; its calls ended when it was last known to live."""
        if event.boot != self.boot:
            return
        clocks = read_reading(event)
        self.watch = self.watch.set(clocks) if clocks else self.watch.read(event.wall)
        self._interrupt(self.watch.now)

    def _begin_boot(self, event: CallEvent) -> None:
        """Whatever is open belongs to an engine that died; its last sign of life ended it."""
        if event.boot != self.boot:
            self._interrupt(self.watch.now)
            self.boot = event.boot

    def _interrupt(self, at: float) -> None:
        for call in list(self.events):
            self._close(call, at)

    def _enter(self, timed: Timed) -> None:
        """An event goes to its call; one of a channel that never began is passed over."""
        event = timed.event
        if event.channel not in self.call_of:
            if event.kind is not Kind.STARTED:
                self._forget(timed)
                return
            call = self.alias.get(event.linked, event.linked)
            self.call_of[event.channel] = call
            self.up.setdefault(call, set()).add(event.channel)
        call = self._tied(event)
        self.events.setdefault(call, []).append(timed)
        if event.kind is Kind.HUNG_UP:
            self.up[call].discard(event.channel)
            if not self.up[call]:
                self._close(call, None)

    def _forget(self, timed: Timed) -> None:
        """An event that is not open any more: one that was kept is gone, one that is new was never there."""
        self.new.pop(timed.number, None)
        if timed.number in self.kept:
            self.gone.add(timed.number)

    def _tied(self, event: CallEvent) -> str:
        """The call of an event, made one with every other call that the event names."""
        call = self.call_of[event.channel]
        linked = self.alias.get(event.linked, event.linked)
        others = [linked] if linked in self.events else []
        if event.kind is Kind.ATTENDED_TRANSFER:
            others += [self.call_of[event.text(key)] for key in _TIES if event.text(key) in self.call_of]
        for each in others:
            other = self.alias.get(each, each)
            if other != call:
                call = self._joined(call, other)
        return call

    def _joined(self, one: str, other: str) -> str:
        """Two calls become one, under the id of the older."""
        older, younger = sorted((one, other), key=lambda call: self.events[call][0].number)
        moved = self.events.pop(younger)
        self.call_of |= {each.event.channel: older for each in moved}
        self.events[older] = sorted(self.events[older] + moved, key=lambda each: each.number)
        self.up[older] |= self.up.pop(younger)
        names = {younger, *self.names.pop(younger, ())}
        self.names.setdefault(older, set()).update(names)
        self.alias |= dict.fromkeys(names, older)
        return older

    def _close(self, call: str, interrupted_at: float | None) -> None:
        events: Sequence[Timed] = self.events.pop(call)
        self.up.pop(call, None)
        for each in events:
            self.call_of.pop(each.event.channel, None)
            self._forget(each)
        for name in self.names.pop(call, ()):
            self.alias.pop(name, None)
        until = None if interrupted_at is None else max(interrupted_at, events[-1].at)
        folded = fold_call(call, events, self.cell, until)
        if folded is not None:
            self.calls.append(folded)
