"""A call as a picture: a bar for each leg over the seconds, ringing, talking and on hold in colours of their own."""

from collections.abc import Iterator
from dataclasses import dataclass

from tongdai.domain.call import Call, EventKind, Leg

WIDTH, ROW, TOP, LEFT, RIGHT = 1000, 40, 8, 170, 24
BAR = 18
MOST_TICKS = 8
_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a leg, from one second to another."""

    kind: str
    x: float
    y: float
    width: float
    since: float
    until: float


@dataclass(frozen=True, slots=True)
class Row:
    """One leg: whose it is, and where its words stand."""

    number: str
    y: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A second on the axis."""

    second: int
    x: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything a template needs to draw."""

    width: int
    height: int
    rows: tuple[Row, ...]
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]


def draw_timeline(call: Call) -> Timeline:
    """The bars of every leg on one axis of seconds."""
    length = max([leg.ended or 0.0 for leg in call.legs] + [moment.offset for moment in call.timeline] + [1.0])
    scale = (WIDTH - LEFT - RIGHT) / length
    rows = tuple(Row(leg.number or leg.account, TOP + index * ROW + ROW / 2) for index, leg in enumerate(call.legs))
    bars = tuple(_placed(part, TOP + index * ROW + (ROW - BAR) / 2, scale)
                 for index, leg in enumerate(call.legs) for part in _parts(call, index, leg, length))
    return Timeline(WIDTH, TOP + len(rows) * ROW + 30, rows, bars, tuple(_ticks(length, scale)))


Part = tuple[str, float, float]


def _parts(call: Call, index: int, leg: Leg, length: float) -> Iterator[Part]:
    """Ringing until it is answered, then talking, cut by the times on hold."""
    end = leg.ended if leg.ended is not None else length
    if leg.answered is None:
        yield "ring", leg.started, end
        return
    yield "ring", leg.started, leg.answered
    at, held = leg.answered, False
    for moment in call.timeline:
        if moment.leg == index and moment.kind in (EventKind.HELD, EventKind.RESUMED):
            yield ("held" if held else "talk"), at, moment.offset
            at, held = moment.offset, moment.kind is EventKind.HELD
    yield ("held" if held else "talk"), at, end


def _placed(part: Part, y: float, scale: float) -> Bar:
    kind, since, until = part
    width = max(2.0, (until - since) * scale) if until > since else 0.0
    return Bar(kind, round(LEFT + since * scale, 1), y, round(width, 1), since, until)


def _ticks(length: float, scale: float) -> Iterator[Tick]:
    step = next((each for each in _STEPS if length / each <= MOST_TICKS), _STEPS[-1])
    for second in range(0, int(length) + 1, step):
        yield Tick(second, round(LEFT + second * scale, 1))
