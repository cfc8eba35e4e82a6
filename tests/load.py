"""Calls at a steady rate for tests that disturb the house meanwhile, with what the caller itself saw of each."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from actors.ports import free_port
from actors.sipp import Login, Result, Sipp, run_sipp

HOST = "127.0.0.1"
A_LOT = 100_000


@dataclass(frozen=True, slots=True)
class Seen:
    """One call as its caller saw it: when it was answered and when its hanging up was confirmed, by the wall clock."""

    call: str
    account: str
    answered: float
    over: float | None


@dataclass(frozen=True, slots=True)
class Tally:
    """What the caller saw of all calls that were answered."""

    calls: tuple[Seen, ...]

    @property
    def completed(self) -> tuple[Seen, ...]:
        """Calls that were hung up, and whose end was confirmed."""
        return tuple(each for each in self.calls if each.over is not None)

    def up_at(self, moment: float) -> tuple[Seen, ...]:
        """Calls that were up at this moment, the first answered first."""
        return tuple(sorted((each for each in self.calls if each.answered < moment and (each.over or moment) >= moment),
                            key=lambda each: each.answered))


class Load:
    """Calls that are being placed; ask it for its tally whenever you like."""

    def __init__(self, sipp: Sipp) -> None:
        self._sipp = sipp

    def tally(self) -> Tally:
        """What came of the calls so far."""
        moments: dict[str, dict[tuple[str, str], float]] = {"answered": {}, "over": {}}
        for line in self._sipp.log().split("\n")[:-1]:
            words = line.split()
            if len(words) >= 4 and words[0] in moments:
                moments[words[0]][words[1], words[2]] = float(words[-1])
        return Tally(tuple(Seen(*who, at, moments["over"].get(who)) for who, at in moments["answered"].items()))

    def wait(self) -> Result:
        """Wait until every call has come to its end."""
        return self._sipp.wait()

    def finish(self) -> Result:
        """Place no new calls, and wait until those that are up have come to their end."""
        self._sipp.finish()
        return self._sipp.wait()

    def reach(self, calls: int, seconds: float = 20) -> None:
        """Wait until so many calls have been answered."""
        deadline = time.monotonic() + seconds
        while len(self.tally().calls) < calls:
            assert time.monotonic() < deadline, f"{len(self.tally().calls)} of {calls} calls were answered"
            time.sleep(0.05)


@contextmanager
def desk(sip_port: int, logins: Iterable[Login], ring_milliseconds: int = 50, seconds: float = 600) -> Iterator[None]:
    """Phones that are registered, and that answer whoever calls."""
    accounts, port = list(logins), free_port()
    result = run_sipp("register", HOST, sip_port, calls=len(accounts), seconds=10 + len(accounts) / 20, rate=50,
                      local_port=port, logins=accounts)
    assert result.successful == len(accounts), result.errors
    with Sipp("desk", HOST, sip_port, calls=A_LOT, seconds=seconds, local_port=port,
              keys={"ring": str(ring_milliseconds)}):
        time.sleep(0.3)
        yield


@contextmanager
def calling(sip_port: int, logins: Iterable[Login], *, rate: float, hold_seconds: float, calls: int = A_LOT,
            seconds: float = 600, at_once: int = 2000, **more: object) -> Iterator[Load]:
    """Each login calls its number in turn; whatever is still up at the end is left to itself."""
    with Sipp("tallied_call", HOST, sip_port, calls=calls, seconds=seconds, rate=rate, at_once=at_once,
              hold_milliseconds=round(hold_seconds * 1000), logins=logins, **more) as sipp:  # type: ignore[arg-type]
        yield Load(sipp)
