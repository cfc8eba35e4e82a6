"""The quality of a call as its page shows it: both ways of every phone, each with its grade."""

from collections.abc import Iterator
from dataclasses import dataclass

from tongdai.domain.call import Call, Leg
from tongdai.domain.quality import Grade, Stream, grade_of


@dataclass(frozen=True, slots=True)
class Way:
    """One direction between a phone and the switchboard; `grade` is None where nobody could measure it."""

    stream: Stream | None
    grade: Grade | None
    is_silent: bool


@dataclass(frozen=True, slots=True)
class Ways:
    """Both directions of a phone: what it sent and what it heard; `round_trip` in milliseconds."""

    number: str
    codec: str
    sent: Way
    heard: Way
    round_trip: float | None


@dataclass(frozen=True, slots=True)
class QualityView:
    """Everything the picture needs; `grade` is that of the worst direction."""

    grade: Grade | None
    legs: tuple[Ways, ...]
    is_one_way: bool


def view_quality(call: Call) -> QualityView | None:
    """The measured legs of a call; None where nothing was measured."""
    legs = tuple(_legs(call))
    if not legs and call.one_way is None:
        return None
    return QualityView(grade_of(call.mos) if call.mos is not None else None, legs, call.one_way is not None)


def _legs(call: Call) -> Iterator[Ways]:
    for leg in call.legs:
        if leg.quality is not None:
            yield _ways(leg)


def _ways(leg: Leg) -> Ways:
    assert leg.quality is not None
    return Ways(leg.number or leg.account, leg.codec, _way(leg.quality.sent), _way(leg.quality.heard),
                leg.quality.round_trip)


def _way(stream: Stream | None) -> Way:
    """A stream of which no packet came was silent; it has no grade, whatever was computed of it."""
    if stream is None:
        return Way(None, None, is_silent=False)
    if stream.packets == 0:
        return Way(stream, None, is_silent=True)
    return Way(stream, grade_of(stream.mos) if stream.mos is not None else None, is_silent=False)
