"""Every moment of a call has words, and each names the extension it speaks of."""

from datetime import UTC, datetime

import pytest

from tongdai.domain.call import Call, Direction, EventKind, Leg, Moment, Outcome, Side
from tongdai.domain.timeline import tell_moment


def call(answered: float | None = 1.0) -> Call:
    legs = (Leg(id="a", account="k-101", number="101", started=0.0, answered=None, ended=9.0, cause=16),
            Leg(id="b", account="k-102", number="102", started=0.1, answered=answered, ended=9.0, cause=16))
    return Call(id="c", tenant="k", cell="c1", direction=Direction.INTERNAL, caller="101", dialled="102",
                answered_by="102", started=datetime(2026, 1, 1, tzinfo=UTC), ring_seconds=1.0, talk_seconds=8.0,
                outcome=Outcome.ANSWERED, cause=16, ended_by=Side.CALLER, codec="", trail=None, legs=legs, timeline=())


@pytest.mark.parametrize(("kind", "detail", "words"), [
    (EventKind.STARTED, "102", "Extension 102 dialled 102."),
    (EventKind.STARTED, "", "Extension 102 began a call."),
    (EventKind.RINGING, "", "A phone of extension 102 began to ring."),
    (EventKind.ANSWERED, "", "Extension 102 answered."),
    (EventKind.TALKING, "", "Extension 102 was put through."),
    (EventKind.PARTED, "16", "Extension 102 left the call."),
    (EventKind.HELD, "", "Extension 102 was put on hold."),
    (EventKind.RESUMED, "", "Extension 102 was taken off hold."),
    (EventKind.TRANSFERRED, "103", "Extension 102 transferred the call to 103."),
    (EventKind.TRANSFERRED, "", "Extension 102 transferred the call."),
    (EventKind.ANNOUNCED, "echo-test", "Extension 102 heard an announcement."),
    (EventKind.ENDED, "", "The call ended."),
])
def test_a_moment_has_words(kind: EventKind, detail: str, words: str):
    assert str(tell_moment(call(), Moment(1.0, kind, 1, detail))) == words


@pytest.mark.parametrize(("cause", "words"), [
    ("26", "A phone of extension 102 stopped ringing: it was answered elsewhere."),
    ("17", "A phone of extension 102 stopped ringing."),
])
def test_a_phone_that_never_answered_stopped_ringing(cause: str, words: str):
    assert str(tell_moment(call(answered=None), Moment(1.0, EventKind.PARTED, 1, cause))) == words


def test_every_kind_of_moment_has_words():
    assert all(str(tell_moment(call(), Moment(1.0, kind, 0, ""))) for kind in EventKind)
