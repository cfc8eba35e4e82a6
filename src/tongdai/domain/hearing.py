"""How well the sides of a call heard each other, in words: who missed what of whom, and where it was lost."""

from collections.abc import Iterator
from itertools import chain

from tongdai.domain.call import Call, Leg
from tongdai.domain.message import Message, say
from tongdai.domain.quality import LegQuality, Stream

NOTICED_LOSS, NOTICED_JITTER, NOTICED_TRIP = 1.0, 30.0, 300.0
"""From when on a percentage of loss, and milliseconds of jitter and round trip, are worth a sentence."""

OWN_SHARE = 0.25
"""A loss that is smaller than this part of another is not told beside it: reports of phones are not that exact."""


def tell_quality(call: Call) -> tuple[Message, ...]:
    """What was bad in the audio of a call; one sentence where nothing was, and none where nothing was measured."""
    measured = [(leg, leg.quality) for leg in call.legs if leg.quality]
    bad = tuple(chain.from_iterable(_tell_leg(leg, quality, [each for each in measured if each[0] is not leg])
                                    for leg, quality in measured))
    if bad or call.mos is None:
        return bad
    return (say("The audio was good in every direction that was measured."),)


def _tell_leg(leg: Leg, quality: LegQuality, others: list[tuple[Leg, LegQuality]]) -> Iterator[Message]:
    """First who was not heard at all, then what was missing, then what came late."""
    if _is_silence(quality.sent):
        yield say("Nobody heard extension {number}: no audio came from its phone.", number=leg.number)
    elif quality.sent.loss >= NOTICED_LOSS and not any(_reports(each) for _, each in others):
        yield say("Of what extension {number} said, {loss} % was lost on the way to the switchboard.",
                  number=leg.number, loss=round(quality.sent.loss))
    if quality.heard and _is_silence(quality.heard):
        yield say("Extension {number} heard nothing: no audio arrived at its phone.", number=leg.number)
    elif quality.heard:
        yield from _tell_heard(leg, quality.heard, others)
    yield from _tell_time(leg, quality)


def _is_silence(stream: Stream) -> bool:
    return stream.packets == 0 and stream.loss > 0


def _reports(quality: LegQuality) -> bool:
    return quality.heard is not None and not _is_silence(quality.heard)


def _tell_heard(leg: Leg, heard: Stream, others: list[tuple[Leg, LegQuality]]) -> Iterator[Message]:
    """What a listener missed: before the switchboard, behind it, or on both ways."""
    before = max((each.sent.loss for _, each in others if not _is_silence(each.sent)), default=0.0)
    is_passed_on = all(other.codec == leg.codec for other, _ in others)
    behind = max(0.0, heard.loss - before) if is_passed_on else heard.loss
    whole = heard.loss if is_passed_on else before + behind
    if whole < NOTICED_LOSS:
        return
    talker = others[0][0].number if len(others) == 1 else ""
    is_before = before >= max(NOTICED_LOSS, OWN_SHARE * behind)
    is_behind = behind >= max(NOTICED_LOSS, OWN_SHARE * before)
    yield _missed(leg.number, talker, round(whole), is_before, is_behind)


def _missed(listener: str, talker: str, loss: int, is_before: bool, is_behind: bool) -> Message:
    values: dict[str, str | int] = {"listener": listener, "talker": talker, "loss": loss}
    match bool(talker), is_before, is_behind:
        case True, True, False:
            return say("Extension {listener} heard {talker} with {loss} % of the audio missing; it was lost between "
                       "extension {talker} and the switchboard.", **values)
        case True, True, True:
            return say("Extension {listener} heard {talker} with {loss} % of the audio missing; it was lost on both "
                       "ways, to the switchboard and from it.", **values)
        case True, False, _:
            return say("Extension {listener} heard {talker} with {loss} % of the audio missing; it was lost between "
                       "the switchboard and extension {listener}.", **values)
        case _:
            return say("Extension {listener} heard with {loss} % of the audio missing.", listener=listener, loss=loss)


def _tell_time(leg: Leg, quality: LegQuality) -> Iterator[Message]:
    if quality.sent.jitter is not None and quality.sent.jitter >= NOTICED_JITTER:
        yield say("What extension {number} said came unevenly to the switchboard (jitter {jitter} ms).",
                  number=leg.number, jitter=round(quality.sent.jitter))
    if quality.heard and quality.heard.jitter is not None and quality.heard.jitter >= NOTICED_JITTER:
        yield say("What extension {number} heard came unevenly (jitter {jitter} ms).", number=leg.number,
                  jitter=round(quality.heard.jitter))
    if quality.round_trip is not None and quality.round_trip >= NOTICED_TRIP:
        yield say("Between extension {number} and the switchboard audio took {trip} ms there and back.",
                  number=leg.number, trip=round(quality.round_trip))
