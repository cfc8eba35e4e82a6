"""Programs ask for calls by their quality, and get it whole and in words."""

from collections.abc import Callable

import pytest

from api.conftest import Caller
from housecalls import a_call
from testhouse import House
from tongdai.domain.call import Leg
from tongdai.domain.quality import LegQuality, OneWay, Stream
from tongdai.store.calls import write_calls
from tongdai.store.reads import key_of

POOR = Stream(packets=2700, lost=300, loss=10.0, jitter=2.5, mos=3.31)
LEG = Leg(id="l1", account="k-101", number="101", started=0.0, answered=4.0, ended=14.0, cause=16, codec="alaw",
          quality=LegQuality(sent=POOR, heard=None, round_trip=23.5))


@pytest.fixture
def logged(house: House) -> House:
    """Two calls of Sen more: one poor, one in which the caller was not heard."""
    key = key_of("sen") or ""
    write_calls([a_call(key, "poor", mos=3.31, legs=(LEG,), timeline=()),
                 a_call(key, "silent", mos=1.0, one_way=OneWay.CALLER)])
    return house


@pytest.mark.parametrize(("question", "expected"), [
    ("mos_below=3.6", {"poor", "silent"}), ("mos_below=3", {"silent"}), ("one_way=caller", {"silent"}),
    ("one_way=called", set()), ("recorded=true", set()), ("recorded=false", {"poor", "silent", "sen.1"})])
def test_calls_are_found_by_their_quality(logged: House, hoa: Caller, question: str, expected: set[str]):
    answer = hoa("GET", f"/tenants/sen/calls?{question}")

    assert {each["id"] for each in answer.data["rows"]} == expected


@pytest.mark.parametrize("question", ["mos_below=0.5", "mos_below=4.6", "mos_below=nan", "mos_below=x", "one_way=me"])
def test_a_question_that_means_nothing_is_refused(logged: House, hoa: Caller, question: str):
    assert hoa("GET", f"/tenants/sen/calls?{question}").status == 422


def test_a_call_is_told_with_its_quality(logged: House, hoa: Caller):
    call = hoa("GET", "/tenants/sen/calls/poor").data

    assert call["mos"] == 3.31
    assert call["one_way"] is None
    assert call["legs"][0]["quality"] == {
        "sent": {"packets": 2700, "lost": 300, "loss": 10.0, "jitter": 2.5, "mos": 3.31}, "heard": None,
        "round_trip": 23.5}
    assert call["quality"] == ["Of what extension 101 said, 10 % was lost on the way to the switchboard."]


def test_carol_finds_no_poor_call_of_sen(logged: House, call_as: Callable[[str], Caller]):
    carol = call_as("carol")

    assert carol("GET", "/tenants/sen/calls?mos_below=4.5").status == 404
    assert carol("GET", "/tenants/tre/calls?mos_below=4.5").data["rows"] == []
