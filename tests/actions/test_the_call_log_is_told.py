"""The call log: found by what people ask, page after page, explained, exported, and each tenant's own."""

import csv
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from spool import NEXT_BOOT, captured
from testhouse import BINH, CAROL, HOA, House
from tongdai.actions import calls as call_log
from tongdai.actions.calls import CallFilter, export_calls, list_calls, show_call
from tongdai.actions.context import Forbidden, NotFound, Refused
from tongdai.actions.ingest import ingest_spool
from tongdai.actions.tenants import delete_tenant
from tongdai.domain.call import Call, Direction, Outcome, Side
from tongdai.store.calls import write_calls
from tongdai.store.reads import key_of

STORIES = ("answered_caller_hangs_up", "busy", "cancelled", "unknown_number", "echo_test", "two_phones")
ANSWERED = "c1k3x9-1795525188.0"
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def logged(house: House) -> House:
    """Six stories that happened to Sen, under its release 3."""
    key = key_of("sen") or ""
    house.engine.lines = [line.replace("\t17/", "\t3/") for story in STORIES for line in captured(story, key)]
    ingest_spool(house.operator)
    return house


def made(number: int, key: str, **changes: object) -> Call:
    call = Call(id=f"c1-{number:05}", tenant=key, cell="c1", direction=Direction.INTERNAL, caller="101",
                dialled="102", answered_by="", started=NOON + timedelta(minutes=number // 2), ring_seconds=1.0,
                talk_seconds=float(number % 7), outcome=Outcome.BUSY, cause=17, ended_by=Side.CALLED, codec="",
                trail=None, legs=(), timeline=())
    return replace(call, **changes)  # type: ignore[arg-type]


def outcomes(house: House, wanted: CallFilter) -> list[str]:
    return [each.outcome.value for each in list_calls(house.ask(HOA), wanted=wanted).rows]


def test_the_newest_call_comes_first(logged: House):
    rows = list_calls(logged.ask(HOA)).rows

    assert len(rows) == len(STORIES)
    assert rows[0].started > rows[-1].started


def test_calls_are_found_by_what_people_know_of_them(logged: House):
    assert outcomes(logged, CallFilter(dialled="*43")) == ["answered"]
    assert outcomes(logged, CallFilter(outcome=Outcome.BUSY)) == ["busy"]
    assert outcomes(logged, CallFilter(number="77777")) == ["refused"]
    assert outcomes(logged, CallFilter(text="777")) == ["refused"]
    assert outcomes(logged, CallFilter(caller="102")) == []
    assert outcomes(logged, CallFilter(direction=Direction.INBOUND)) == []
    assert outcomes(logged, CallFilter(since=NOON, until=NOON + timedelta(hours=1))) == ["busy", "answered"]
    assert outcomes(logged, CallFilter(until=NOON)) == []


@pytest.mark.parametrize("sort", ["-started", "started", "-talk", "talk"])
def test_pages_follow_each_other_and_lead_back(house: House, sort: str):
    key = key_of("sen") or ""
    write_calls(made(number, key) for number in range(120))

    first = list_calls(house.ask(HOA), sort=sort)
    second = list_calls(house.ask(HOA), sort=sort, cursor=first.next)
    third = list_calls(house.ask(HOA), sort=sort, cursor=second.next)
    back = list_calls(house.ask(HOA), sort=sort, cursor=third.previous)

    ids = [each.id for page in (first, second, third) for each in page.rows]
    assert (len(ids), len(set(ids))) == (120, 120)
    assert back.rows == second.rows
    assert list_calls(house.ask(HOA), sort=sort, cursor=back.previous).rows == first.rows
    assert (first.previous, third.next) == ("", "")


@pytest.mark.parametrize("sort", ["id", "started; DROP TABLE", "", "--started"])
def test_only_known_orders_are_taken(logged: House, sort: str):
    with pytest.raises(Refused, match="cannot be sorted"):
        list_calls(logged.ask(HOA), sort=sort)


@pytest.mark.parametrize("cursor", ["x", "n~", "n~yesterday~1", "n~2026-11-24T12:00:00~1", "q~2026-11-24T12:00:00Z~1",
                                    "n~2026-11-24T12:00:00Z~"])
def test_a_page_that_was_made_up_is_refused(logged: House, cursor: str):
    with pytest.raises(Refused, match="not there"):
        list_calls(logged.ask(HOA), cursor=cursor)


def test_not_a_number_is_no_page_of_talk(logged: House):
    with pytest.raises(Refused, match="not there"):
        list_calls(logged.ask(HOA), sort="talk", cursor="n~nan~1")


def test_a_call_tells_why_it_went_as_it_did(logged: House):
    story = show_call(logged.ask(HOA), None, ANSWERED)

    assert story.release == 3
    assert [str(each) for each in story.reasons] == [
        "102 was dialled, which looks like an extension.",
        "Fewer calls were up than the package allows (5), so this one was let through.",
        "Extension 102 exists.",
        "Extension 102 rang for 1 s and was answered."]
    assert [str(each.words) for each in story.timeline] == [
        "Extension 101 dialled 102.", "A phone of extension 102 began to ring.", "Extension 102 answered.",
        "Extension 101 was put through.", "The call ended."]


def test_a_call_that_an_engine_did_not_outlive_says_so(house: House):
    key = key_of("sen") or ""
    house.engine.lines = [*captured("killed_in_call", key), NEXT_BOOT]
    ingest_spool(house.operator)
    talking, ringing = (show_call(house.ask(HOA), None, each.id) for each in list_calls(
        house.ask(HOA), sort="started").rows)

    assert [str(each) for each in talking.reasons] == [
        "The call went by release 17, which is not kept any more.", "The engine stopped while the call was up."]
    assert [str(each) for each in ringing.reasons] == [
        "The call ended before the switchboard could say which way it took.",
        "The engine stopped while the call was up."]
    assert ringing.release is None


def test_carol_never_sees_a_call_of_sen(logged: House):
    carol = logged.ask(CAROL)

    assert list_calls(carol).rows == ()
    with pytest.raises(NotFound):
        list_calls(carol, "sen")
    with pytest.raises(NotFound) as foreign:
        show_call(carol, None, ANSWERED)
    with pytest.raises(NotFound) as missing:
        show_call(carol, None, "c1-none")
    assert str(foreign.value) == str(missing.value)
    assert list(export_calls(carol)) == list(export_calls(carol))[:1]


def test_binh_sees_the_calls_that_his_extension_had_a_part_in(logged: House):
    key = key_of("sen") or ""
    write_calls([made(1, key, caller="103", dialled="104"), made(2, key, caller="103", answered_by="101")])

    rows = list_calls(logged.ask(BINH)).rows

    assert {each.id for each in rows} & {"c1-00001", "c1-00002"} == {"c1-00002"}
    with pytest.raises(NotFound):
        show_call(logged.ask(BINH), None, "c1-00001")
    with pytest.raises(Forbidden):
        export_calls(logged.ask(BINH))


def test_somebody_without_an_extension_had_no_part_in_any_call(logged: House):
    assert list_calls(logged.ask(replace(BINH, extension=None))).rows == ()


def test_the_operator_finds_the_calls_of_a_tenant_that_is_gone(logged: House):
    delete_tenant(logged.operator, "sen", "left")

    assert len(list_calls(logged.operator, "sen").rows) == len(STORIES)
    with pytest.raises(NotFound):
        list_calls(logged.operator, "moon")


def test_no_cell_of_an_export_is_a_formula(house: House):
    key = key_of("sen") or ""
    write_calls([made(1, key, dialled="+84900", caller="=cmd|' /C calc'!A0"), made(2, key, dialled="@SUM(1)")])

    rows = list(csv.reader(export_calls(house.ask(HOA))))

    assert rows[0] == list(call_log.HEADINGS)
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert [row[4] for row in rows[1:]] == ["'@SUM(1)", "'+84900"]


def test_an_export_is_read_batch_by_batch_and_has_an_end(house: House, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(call_log, "BATCH_ROWS", 10)
    monkeypatch.setattr(call_log, "MOST_EXPORTED", 30)
    key = key_of("sen") or ""
    write_calls(made(number, key) for number in range(25))

    assert len(list(export_calls(house.ask(HOA)))) == 26

    write_calls(made(number, key) for number in range(100, 140))
    assert len(list(export_calls(house.ask(HOA)))) == 31
