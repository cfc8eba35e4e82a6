"""What a full disk stops, which alarms it raises, and that all of it is over by itself."""

from dataclasses import replace
from unittest.mock import patch

import pytest
from django.db import OperationalError

import tongdai.actions.storage as module
from testhouse import CAROL, HOA, House
from tongdai.actions.broken import Broken
from tongdai.actions.exchange import apply_import, export_tenant, preview_import
from tongdai.actions.incidents import file_incidents, open_alarms
from tongdai.actions.storage import (
    database_has_room,
    recording_share,
    recount,
    require_room_for_uploads,
    storage,
    weigh_storage,
)
from tongdai.domain.incident import IncidentKind
from tongdai.domain.storage import GIGABYTE, Budget, BudgetName
from tongdai.engine import CellStorage
from tongdai.store.reads import key_of
from tongdai.store.storage import count_recording, recordings_size

pytestmark = pytest.mark.wet

BUDGET = 1_000_000_000


def cell(spool: int = 0, logs: int = 0, given_up: bool = False) -> CellStorage:
    """A cell whose spool and logs take so many per cent."""
    budgets = [Budget(name=name, directory=f"/{name}", used=share * 10_000, limit=1_000_000, free=GIGABYTE)
               for name, share in ((BudgetName.SPOOL, spool), (BudgetName.LOGS, logs))]
    return CellStorage(budgets[0], budgets[1], 0 if given_up else 64, 64, given_up)


@pytest.fixture
def house(house: House) -> House:
    """One whose recordings may take a gigabyte."""
    house.settings = replace(house.settings, recordings_budget_mb=1000)
    return house


def record(house: House, share: int, tenant: str = "sen") -> None:
    """Let a tenant's recordings take so many per cent more of the budget."""
    count_recording(key_of(tenant) or "", 1, share * BUDGET // 100)


def alarms(house: House) -> set[IncidentKind]:
    return {each.incident.kind for each in open_alarms(house.operator)}


def test_with_room_there_is_no_alarm(house: House):
    record(house, 50)

    found = weigh_storage(house.operator)

    assert (found.alarms, alarms(house)) == (frozenset(), set())
    assert found.is_recording
    assert found.takes_uploads


def test_at_ninety_per_cent_recording_stops_and_at_ninety_five_uploads_do(house: House):
    record(house, 90)
    assert weigh_storage(house.operator).alarms == {IncidentKind.RECORDINGS_FULL}
    require_room_for_uploads(house.operator)

    record(house, 5)
    found = weigh_storage(house.operator)

    assert alarms(house) == found.alarms == {IncidentKind.RECORDINGS_FULL, IncidentKind.UPLOADS_FULL}
    assert not found.is_recording
    assert not found.takes_uploads


def test_what_was_stopped_goes_on_by_itself_and_without_flutter(house: House):
    record(house, 91)
    weigh_storage(house.operator)
    record(house, -4)
    assert alarms(house) == weigh_storage(house.operator).alarms == {IncidentKind.RECORDINGS_FULL}

    record(house, -3)
    weigh_storage(house.operator)

    assert alarms(house) == set()
    assert storage(house.operator).is_recording


def test_an_alarm_is_raised_once_and_tells_how_full_it_is(house: House):
    record(house, 91)
    weigh_storage(house.operator)
    record(house, 1)
    weigh_storage(house.operator)

    [alarm] = open_alarms(house.operator)
    assert alarm.incident.details["share"] == "92"
    assert "920.0 MB of 1.0 GB are used in" in str(alarm.words)


@pytest.mark.parametrize(("seen", "expected"), [
    (cell(spool=91), {IncidentKind.SPOOL_FULL, IncidentKind.RECORDINGS_FULL}),
    (cell(logs=91), {IncidentKind.LOGS_FULL}),
    (cell(given_up=True), {IncidentKind.SPOOL_FULL, IncidentKind.RECORDINGS_FULL}),
    (cell(spool=89, logs=89), set())])
def test_spool_and_logs_have_alarms_of_their_own(house: House, seen: CellStorage, expected: set[IncidentKind]):
    house.engine.cell_storage = seen
    weigh_storage(house.operator)
    assert alarms(house) == expected

    house.engine.cell_storage = None
    weigh_storage(house.operator)

    assert alarms(house) == set()


def test_imports_are_refused_in_one_sentence_that_says_what_to_do(house: House):
    text = export_tenant(house.operator, "sen")
    record(house, 96)

    for door in (preview_import, apply_import):
        with pytest.raises(Broken, match=r"960.0 MB of 1.0 GB are used .* Make room there, or raise"):
            door(house.operator, text)

    record(house, -20)
    assert not preview_import(house.operator, text).findings


def test_a_database_that_cannot_be_written_does_not_keep_an_alarm_back(house: House):
    record(house, 91)
    with patch.object(module, "begin_incident", side_effect=OperationalError("database or disk is full")):
        weigh_storage(house.operator)
        weigh_storage(house.operator)

    assert alarms(house) == {IncidentKind.RECORDINGS_FULL}
    assert len(house.engine.noticed) == 1
    file_incidents(house.operator)
    assert alarms(house) == {IncidentKind.RECORDINGS_FULL}
    record(house, -20)
    weigh_storage(house.operator)
    assert alarms(house) == set()


def test_a_database_that_cannot_be_read_does_not_stop_the_watch(house: House):
    house.engine.cell_storage = cell(logs=99)
    silent = OperationalError("unable to open database file")
    with (patch.object(module, "open_incidents", side_effect=silent),
          patch.object(module, "recordings_size", side_effect=silent),
          patch.object(module, "database_use", side_effect=silent),
          patch.object(module, "begin_incident", side_effect=silent)):
        assert IncidentKind.LOGS_FULL in weigh_storage(house.operator).alarms

    assert alarms(house) == {IncidentKind.LOGS_FULL}


def test_a_customer_sees_what_the_own_recordings_take_of_the_package(house: House):
    record(house, 3)
    record(house, 7, "tre")

    assert recording_share(house.ask(HOA)).used == 30_000_000
    assert recording_share(house.ask(CAROL)).used == 70_000_000
    assert recording_share(house.operator, "sen").count == 1


def test_counting_anew_puts_a_wrong_count_right(house: House):
    record(house, 50)

    recount(house.operator)

    assert recordings_size() == 0


def test_call_records_are_written_while_the_databases_disk_has_room(house: House):
    assert database_has_room(house.operator)
