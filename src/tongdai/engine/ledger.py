"""Fold the spool: lines go in, in order, calls come out, each once; what is not over yet is kept for the next time."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from tongdai.domain.call import Call
from tongdai.engine.calls import fold_call
from tongdai.engine.events import CallEvent, Kind, parse_line
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


def fold_lines(ledger: Ledger, lines: Iterable[str], cell: str) -> Folded:
    """Read lines one by one.

    1. The watch gives each event its time, whatever the wall clock does.
    2. The event goes to its call; a transfer or a changed linked id makes two calls one.
    3. A call whose channels have all hung up is folded into a row.
    4. A start of the engine, or its end, interrupts every call that is still open.
    """
    book = _Book(ledger, cell)
    for line in lines:
        event = parse_line(line)
        if event is not None:
            book.take(event)
    return Folded(tuple(book.calls), book.ledger())


class _Book:
    """The open calls while lines are read."""

    def __init__(self, ledger: Ledger, cell: str) -> None:
        self.cell, self.boot, self.watch = cell, ledger.boot, ledger.watch
        self.calls: list[Call] = []
        self.events: dict[str, list[Timed]] = defaultdict(list)
        self.call_of: dict[str, str] = {}
        self.up: dict[str, set[str]] = defaultdict(set)
        self.alias: dict[str, str] = {}
        self.number = max((each.number for each in ledger.pending), default=0)
        for each in ledger.pending:
            self._enter(each)

    def ledger(self) -> Ledger:
        """What is left, in the order in which it was written."""
        left = sorted((each for events in self.events.values() for each in events), key=lambda each: each.number)
        return Ledger(tuple(left), self.boot, self.watch)

    def take(self, event: CallEvent) -> None:
        """One line, in its turn."""
        match event.kind:
            case Kind.CLOCK:
                self._set_watch(event)
            case Kind.GONE:
                self.watch = self.watch.read(event.wall)
                self._interrupt(self.watch.now)
            case Kind.BOOT:
                self._begin_boot(event)
            case _:
                if event.boot != self.boot:
                    self._begin_boot(event)
                self.watch = self.watch.read(event.wall)
                self.number += 1
                self._enter(Timed(event, self.watch.now, self.number))

    def _set_watch(self, event: CallEvent) -> None:
        """What came between a jump of the wall clock and this line is read anew, by what the clock showed since."""
        steady = event.extra.get("steady")
        if not isinstance(steady, (int, float)):
            return
        self.watch = self.watch.set(event.wall, steady)
        for events in self.events.values():
            events[:] = [replace(each, at=self._read_anew(each, event.wall)) for each in events]

    def _read_anew(self, each: Timed, wall: float) -> float:
        now = self.watch.now
        since = now - (wall - each.event.wall)
        is_between = now - BETWEEN <= since <= now and abs(since - each.at) > BETWEEN
        return since if is_between else min(each.at, now)

    def _begin_boot(self, event: CallEvent) -> None:
        """Whatever is open belongs to an engine that died; its last sign of life ended it."""
        if event.boot != self.boot:
            self._interrupt(self.watch.now)
            self.boot = event.boot

    def _interrupt(self, at: float) -> None:
        for call in list(self.events):
            self._close(call, at)

    def _enter(self, timed: Timed) -> None:
        event = timed.event
        if event.channel not in self.call_of:
            if event.kind is not Kind.STARTED:
                return
            call = self.alias.get(event.linked, event.linked)
            self.call_of[event.channel] = call
            self.up[call].add(event.channel)
        call = self._tied(event)
        self.events[call].append(timed)
        if event.kind is Kind.HUNG_UP:
            self.up[call].discard(event.channel)
            if not self.up[call]:
                self._close(call, None)

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
        self.events[older] = sorted(self.events[older] + self.events.pop(younger), key=lambda each: each.number)
        self.up[older] |= self.up.pop(younger)
        for channel, call in self.call_of.items():
            if call == younger:
                self.call_of[channel] = older
        self.alias |= {each: older for each in (younger, *self.alias) if self.alias.get(each, each) == younger}
        return older

    def _close(self, call: str, interrupted_at: float | None) -> None:
        events: Sequence[Timed] = self.events.pop(call)
        self.up.pop(call, None)
        for channel in {each.event.channel for each in events}:
            del self.call_of[channel]
        self.alias = {each: target for each, target in self.alias.items() if target != call}
        folded = fold_call(call, events, self.cell, interrupted_at)
        if folded is not None:
            self.calls.append(folded)
