"""What was bad in the audio of a call is told: who missed how much of whom, where it was lost, and what came late."""

from datetime import UTC, datetime

import pytest

from tongdai.domain.call import Call, Direction, Leg, Outcome, Side
from tongdai.domain.hearing import tell_quality
from tongdai.domain.quality import LegQuality, Stream


def stream(loss: float = 0.0, *, jitter: float = 1.0) -> Stream:
    return Stream(packets=round(1000 - 10 * loss), lost=round(10 * loss), loss=loss, jitter=jitter, mos=4.0)


SILENCE = Stream(packets=0, lost=0, loss=100.0, jitter=None, mos=1.0)
IDLE = Stream(packets=0, lost=0, loss=0.0, jitter=0.0, mos=None)
GOOD = "The audio was good in every direction that was measured."


def leg(number: str, sent: Stream | None, heard: Stream | None, *, codec: str = "alaw",
        trip: float | None = 20.0) -> Leg:
    quality = LegQuality(sent=sent, heard=heard, round_trip=trip) if sent else None
    return Leg(id=number, account=f"k-{number}", number=number, started=0.0, answered=1.0, ended=21.0, cause=16,
               codec=codec, quality=quality)


def told(*legs: Leg, mos: float | None = 4.0) -> list[str]:
    call = Call(id="c", tenant="k", cell="c1", direction=Direction.INTERNAL, caller="101", dialled="102",
                answered_by="102", started=datetime(2026, 1, 1, tzinfo=UTC), ring_seconds=1.0, talk_seconds=20.0,
                outcome=Outcome.ANSWERED, cause=16, ended_by=Side.CALLER, codec="", trail=None, legs=legs, timeline=(),
                mos=mos)
    return [str(each) for each in tell_quality(call)]


def test_a_good_call_is_told_to_be_good():
    assert told(leg("101", stream(0.4), stream()), leg("102", stream(), stream(0.4))) == [GOOD]


def test_nothing_is_told_where_nothing_was_measured():
    assert told(leg("101", None, None), leg("102", None, None), mos=None) == []
    assert told(leg("101", IDLE, None), mos=None) == []


@pytest.mark.parametrize(("said", "other", "where"), [
    (5.0, 5.2, "it was lost between extension 101 and the switchboard."),
    (0.0, 5.0, "it was lost between the switchboard and extension 102."),
    (3.0, 5.2, "it was lost on both ways, to the switchboard and from it.")])
def test_who_missed_what_of_whom_is_told_with_the_place(said: float, other: float, where: str):
    sentences = told(leg("101", stream(said), stream()), leg("102", stream(), stream(other)))

    assert sentences == [f"Extension 102 heard 101 with 5 % of the audio missing; {where}"]


def test_a_translated_stream_adds_what_was_lost_before():
    sentences = told(leg("101", stream(6.0), stream()), leg("102", stream(), stream(0.2), codec="g722"))

    assert sentences == [("Extension 102 heard 101 with 6 % of the audio missing; it was lost between extension 101 "
                         "and the switchboard.")]


def test_a_listener_of_several_is_told_without_the_talker():
    legs = (leg("101", stream(), stream()), leg("102", stream(), stream()), leg("103", stream(), stream(8)))

    assert told(*legs) == ["Extension 103 heard with 8 % of the audio missing."]


def test_a_loss_is_told_of_the_talker_where_the_listener_does_not_report():
    assert told(leg("101", stream(7.0), stream()), leg("102", stream(), None)) == [
        "Of what extension 101 said, 7 % was lost on the way to the switchboard."]


def test_silence_is_told_before_everything_else():
    assert told(leg("101", SILENCE, stream()), leg("102", stream(), None)) == [
        "Nobody heard extension 101: no audio came from its phone."]
    assert told(leg("101", stream(), SILENCE), leg("102", stream(), stream())) == [
        "Extension 101 heard nothing: no audio arrived at its phone."]


def test_what_came_late_is_told():
    assert told(leg("101", stream(jitter=45), stream(jitter=31), trip=420.4), leg("102", stream(), stream())) == [
        "What extension 101 said came unevenly to the switchboard (jitter 45 ms).",
        "What extension 101 heard came unevenly (jitter 31 ms).",
        "Between extension 101 and the switchboard audio took 420 ms there and back."]
