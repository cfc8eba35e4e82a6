"""The quality of a call is in its row, whole and in words, and calls are found by it; Carol's are hers."""

import csv
from datetime import timedelta

import pytest

from housecalls import a_call
from testhouse import CAROL, HOA, NOON, House
from tongdai.actions.calls import CallFilter, export_calls, list_calls, show_call
from tongdai.actions.context import NotFound, Refused
from tongdai.domain.call import Call, Leg
from tongdai.domain.quality import LegQuality, OneWay, Stream
from tongdai.store.calls import write_calls
from tongdai.store.reads import key_of

GOOD = Stream(packets=3000, lost=0, loss=0.0, jitter=0.5, mos=4.37)
POOR = Stream(packets=2700, lost=300, loss=10.0, jitter=2.5, mos=3.31)
NOTHING = Stream(packets=0, lost=0, loss=100.0, jitter=None, mos=1.0)


def made(number: int, mos: float | None, one_way: OneWay | None = None, legs: tuple[Leg, ...] = (),
         tenant: str = "sen") -> Call:
    return a_call(key_of(tenant) or "", f"c1-{tenant}-{number}", started=NOON + timedelta(minutes=number), legs=legs,
                  mos=mos, one_way=one_way)


def leg(number: str, quality: LegQuality | None) -> Leg:
    return Leg(id=f"c1-{number}", account=f"k-{number}", number=number, started=0.0, answered=1.0, ended=61.0, cause=16,
               codec="alaw", quality=quality)


LEGS = (leg("101", LegQuality(sent=POOR, heard=GOOD, round_trip=23.5)),
        leg("102", LegQuality(sent=GOOD, heard=POOR, round_trip=None)),
        leg("103", LegQuality(sent=NOTHING, heard=None, round_trip=None)), leg("104", None))


@pytest.fixture
def logged(house: House) -> House:
    """Calls of Sen, good, poor, one-way and not measured, and one of Tre that is as poor as can be."""
    write_calls([made(1, 4.37), made(2, 3.31, None, LEGS), made(3, 1.0, OneWay.CALLER), made(4, 1.0, OneWay.NOBODY),
                 made(5, None), made(6, 3.9), made(1, 1.0, OneWay.CALLER, tenant="tre")])
    return house


def found(house: House, wanted: CallFilter) -> list[str]:
    return [each.id.rpartition("-")[2] for each in list_calls(house.ask(HOA), wanted=wanted, sort="started").rows]


def test_quality_is_read_back_as_it_was_written(logged: House):
    call = show_call(logged.ask(HOA), None, "c1-sen-2").call

    assert call.legs == LEGS
    assert (call.mos, call.one_way) == (3.31, None)


def test_a_call_tells_who_missed_what(logged: House):
    story = show_call(logged.ask(HOA), None, "c1-sen-2")

    assert "Nobody heard extension 103: no audio came from its phone." in [str(each) for each in story.quality]


@pytest.mark.parametrize(("limit", "expected"), [
    (1.0, []), (3.31, ["3", "4"]), (3.4, ["2", "3", "4"]), (3.6, ["2", "3", "4"]), (4.0, ["2", "3", "4", "6"]),
    (4.5, ["1", "2", "3", "4", "6"])])
def test_calls_are_found_by_how_poor_they_were(logged: House, limit: float, expected: list[str]):
    assert found(logged, CallFilter(mos_below=limit)) == expected


@pytest.mark.parametrize(("side", "expected"), [(OneWay.CALLER, ["3"]), (OneWay.CALLED, []), (OneWay.NOBODY, ["4"])])
def test_calls_are_found_by_who_was_not_heard(logged: House, side: OneWay, expected: list[str]):
    assert found(logged, CallFilter(one_way=side)) == expected


@pytest.mark.parametrize("value", [0.9, 4.6, -1.0, float("nan"), float("inf")])
def test_a_score_that_cannot_be_is_refused(logged: House, value: float):
    with pytest.raises(Refused, match=r"A MOS lies between 1 and 4\.5"):
        list_calls(logged.ask(HOA), wanted=CallFilter(mos_below=value))


def test_quality_stands_in_the_export(logged: House):
    rows = {each["call"]: each for each in csv.DictReader(export_calls(logged.ask(HOA)))}

    assert [(rows[f"c1-sen-{number}"]["mos"], rows[f"c1-sen-{number}"]["one_way"]) for number in (1, 3, 5)] == [
        ("4.37", ""), ("1.00", "caller"), ("", "")]


def test_carol_asks_of_her_own_calls_alone(logged: House):
    carol = logged.ask(CAROL)

    assert [each.id for each in list_calls(carol, wanted=CallFilter(mos_below=4.5)).rows] == ["c1-tre-1"]
    with pytest.raises(NotFound):
        list_calls(carol, "sen", CallFilter(one_way=OneWay.CALLER))
    with pytest.raises(NotFound):
        show_call(carol, None, "c1-sen-2")
