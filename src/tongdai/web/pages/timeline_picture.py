"""A call as a picture: a bar for each leg over the seconds, ringing, talking and on hold in colours of their own."""

from collections.abc import Iterator
from dataclasses import dataclass

from tongdai.domain.call import Call, EventKind, Leg

MOST_TICKS = 7
_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
_NARROWEST = 0.4


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a leg: what it is, and where it lies, in percent of the whole call."""

    kind: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Lane:
    """One leg: whose it is, and its bars."""

    number: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A second on the axis."""

    second: int
    x: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything a template needs to draw."""

    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]


Part = tuple[str, float, float]


def draw_timeline(call: Call) -> Timeline:
    """The bars of every leg on one axis of seconds."""
    ends = [leg.ended or 0.0 for leg in call.legs] + [moment.offset for moment in call.timeline]
    length = max([*ends, 1.0])
    lanes = tuple(Lane(leg.number or leg.account, _bars(call, index, leg, length))
                  for index, leg in enumerate(call.legs))
    return Timeline(lanes, tuple(_ticks(length)))


def _bars(call: Call, index: int, leg: Leg, length: float) -> tuple[Bar, ...]:
    return tuple(_placed(part, length) for part in _parts(call, index, leg, length))


def _parts(call: Call, index: int, leg: Leg, length: float) -> Iterator[Part]:
    """Ringing until it is answered, then talking, cut by the times on hold."""
    end = leg.ended if leg.ended is not None else length
    if leg.answered is None:
        yield "ring", leg.started, end
        return
    yield "ring", leg.started, leg.answered
    at, kind = leg.answered, "talk"
    for moment in call.timeline:
        if moment.leg == index and moment.kind in (EventKind.HELD, EventKind.RESUMED):
            yield kind, at, moment.offset
            at, kind = moment.offset, "held" if moment.kind is EventKind.HELD else "talk"
    yield kind, at, end


def _placed(part: Part, length: float) -> Bar:
    kind, since, until = part
    share = 100 * (until - since) / length
    return Bar(kind, round(100 * since / length, 2), round(max(_NARROWEST, share), 2) if share > 0 else 0.0)


def _ticks(length: float) -> Iterator[Tick]:
    step = next((each for each in _STEPS if length / each <= MOST_TICKS), _STEPS[-1])
    for second in range(0, int(length) + 1, step):
        yield Tick(second, round(100 * second / length, 2))
