"""The quality of a call as its page shows it: both ways of every phone, each with its grade, and who was not heard."""

from collections.abc import Iterator
from dataclasses import dataclass

from tongdai.domain.call import Call, Leg
from tongdai.domain.message import Message, say
from tongdai.domain.quality import Grade, OneWay, Stream, grade_of


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
    """Everything the page needs; `told` says which side was not heard."""

    grade: Grade | None
    legs: tuple[Ways, ...]
    told: Message | None


def view_quality(call: Call) -> QualityView | None:
    """The measured legs of a call; None where nothing was measured."""
    legs = tuple(_legs(call))
    if not legs and call.one_way is None:
        return None
    return QualityView(grade_of(call.mos) if call.mos is not None else None, legs, tell_one_way(call))


def tell_one_way(call: Call) -> Message | None:
    """Who was not heard, in words."""
    match call.one_way:
        case OneWay.CALLER:
            return say("{number} was not heard: no sound came from that phone.", number=call.caller)
        case OneWay.CALLED:
            return say("{number} was not heard: no sound came from that phone.", number=call.answered_by)
        case OneWay.NOBODY:
            return say("Nobody was heard: no sound came from either phone.")
        case None:
            return None


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
