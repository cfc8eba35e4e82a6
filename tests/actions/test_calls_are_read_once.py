"""The spool becomes the call log: every call once, whoever is killed meanwhile and however often it is tried."""

import pytest

from spool import NEXT_BOOT, captured, stories
from testhouse import HOA, House
from tongdai.actions.context import Forbidden
from tongdai.actions.ingest import ingest_spool
from tongdai.store import models, spool
from tongdai.store.calls import read_call
from tongdai.store.reads import key_of
from tongdai.store.spool import BookmarkMovedError, Step, move_bookmark, read_bookmark, read_position
from tongdai.store.tenancy import everywhere

CALL = "c1k3x9-1795525188.0"


def key() -> str:
    found = key_of("sen")
    assert found
    return found


def logged() -> list[str]:
    with everywhere():
        return sorted(models.Call.objects.values_list("id", flat=True))


def test_a_call_that_has_ended_is_one_row(house: House):
    house.engine.lines = captured("answered_caller_hangs_up", key())

    assert ingest_spool(house.operator) == 1

    call = read_call(key(), CALL)
    assert call
    assert (call.caller, call.dialled, call.answered_by, call.talk_seconds) == ("101", "102", "102", 1.996)


def test_reading_again_says_nothing_new(house: House):
    house.engine.lines = captured("answered_caller_hangs_up", key())
    ingest_spool(house.operator)

    assert ingest_spool(house.operator) == 0
    assert logged() == [CALL]


def test_reading_from_the_beginning_again_repeats_nothing(house: House):
    house.engine.lines = captured("answered_caller_hangs_up", key())
    ingest_spool(house.operator)
    models.SpoolPosition.objects.all().delete()

    ingest_spool(house.operator)

    assert logged() == [CALL]


def test_a_call_that_is_up_waits_among_the_pending(house: House):
    lines = captured("answered_caller_hangs_up", key())
    house.engine.lines = lines[:5]

    assert ingest_spool(house.operator) == 0
    assert len(read_bookmark("c1").pending) == 5

    house.engine.lines = lines
    assert ingest_spool(house.operator) == 1
    assert read_bookmark("c1").pending == ()


@pytest.mark.parametrize("story", stories())
def test_line_by_line_gives_what_all_at_once_gives(house: House, story: str):
    lines = [*captured(story, key()), NEXT_BOOT]
    house.engine.lines = lines
    ingest_spool(house.operator)
    at_once = {call: read_call(key(), call) for call in logged()}
    with everywhere():
        models.Call.objects.all().delete()
    models.SpoolPosition.objects.all().delete()

    for count in range(1, len(lines) + 1):
        house.engine.lines = lines[:count]
        ingest_spool(house.operator)

    assert {call: read_call(key(), call) for call in logged()} == at_once
    assert read_bookmark("c1").pending == ()


def test_two_readers_at_once_write_once(house: House):
    house.engine.lines = captured("answered_caller_hangs_up", key())
    stale = read_position("c1")
    ingest_spool(house.operator)

    with pytest.raises(BookmarkMovedError):
        move_bookmark("c1", stale, Step("9", "", {}, (), ()), ())


def test_who_comes_second_leaves_the_lines_to_the_first(house: House, monkeypatch: pytest.MonkeyPatch):
    house.engine.lines = captured("answered_caller_hangs_up", key())

    def overtaken(*_: object) -> None:
        raise BookmarkMovedError("c1")

    monkeypatch.setattr("tongdai.actions.ingest.move_bookmark", overtaken)

    assert ingest_spool(house.operator) == 0
    assert logged() == []


def test_a_failed_write_leaves_the_bookmark_where_it_was(house: House, monkeypatch: pytest.MonkeyPatch):
    house.engine.lines = captured("answered_caller_hangs_up", key())

    def full(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(spool, "_write_pending", full)
    with pytest.raises(OSError, match="disk full"):
        ingest_spool(house.operator)

    assert (read_bookmark("c1").position, logged()) == ("", [])


def test_an_engine_that_died_leaves_its_calls_marked_interrupted(house: House):
    house.engine.lines = [*captured("killed_in_call", key()), NEXT_BOOT]

    assert ingest_spool(house.operator) == 2
    with everywhere():
        assert set(models.Call.objects.values_list("outcome", flat=True)) == {"interrupted"}


def test_only_the_operator_reads_the_spool(house: House):
    with pytest.raises(Forbidden):
        ingest_spool(house.ask(HOA))
