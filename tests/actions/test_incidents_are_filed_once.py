"""Incidents: filed once however often they are told, ended once, told with whom they hurt and what was kept."""

from datetime import timedelta

import pytest

from housecalls import a_call, an_incident
from testhouse import NOON, House
from tongdai.actions.context import NotFound
from tongdai.actions.incidents import (
    begin_incident,
    end_incident,
    evidence_file,
    file_incidents,
    list_incidents,
    note_incident,
    open_alarms,
    show_incident,
)
from tongdai.domain.call import Outcome
from tongdai.domain.incident import Incident, IncidentKind, remedy, words
from tongdai.store.calls import write_calls
from tongdai.store.incidents import forget_incidents
from tongdai.store.reads import key_of

pytestmark = pytest.mark.wet


def test_an_incident_that_is_told_twice_is_filed_once(house: House):
    assert note_incident(house.operator, an_incident())
    assert not note_incident(house.operator, an_incident(ended=NOON + timedelta(seconds=3)))

    found = list_incidents(house.operator)
    assert [each.incident.ended for each in found.rows] == [NOON + timedelta(seconds=3)]


def test_what_has_not_ended_is_an_alarm(house: House):
    note_incident(house.operator, an_incident("c1-1"))
    note_incident(house.operator, an_incident("c1-2", began=NOON + timedelta(seconds=1)))

    assert [each.incident.id for each in open_alarms(house.operator)] == ["c1-2", "c1-1"]
    assert (end_incident(house.operator, "c1-1"), end_incident(house.operator, "c1-1")) == (1, 0)
    assert [each.incident.id for each in open_alarms(house.operator)] == ["c1-2"]


def test_an_alarm_that_goes_on_is_one_incident_with_the_latest_figures(house: House):
    first = begin_incident(house.operator, IncidentKind.RECORDINGS_FULL, {"used": "900 MB", "limit": "1 GB"})
    again = begin_incident(house.operator, IncidentKind.RECORDINGS_FULL, {"used": "940 MB", "limit": "1 GB"})

    assert first == again
    assert "940 MB of 1 GB" in str(open_alarms(house.operator)[0].words)
    assert end_incident(house.operator, IncidentKind.RECORDINGS_FULL) == 1
    assert begin_incident(house.operator, IncidentKind.RECORDINGS_FULL, {}) != first


def test_the_calls_that_an_engine_cut_off_are_counted_for_each_tenant(house: House):
    sen, tre = key_of("sen") or "", key_of("tre") or ""
    ends = [(sen, "c1abc", Outcome.INTERRUPTED), (sen, "c1abc", Outcome.INTERRUPTED),
            (tre, "c1abc", Outcome.INTERRUPTED), (sen, "c1abc", Outcome.ANSWERED),
            (sen, "c1abd", Outcome.INTERRUPTED), (sen, "c1ab", Outcome.INTERRUPTED)]
    write_calls([a_call(key, f"{boot}-1764000000.{number}", outcome=outcome)
                 for number, (key, boot, outcome) in enumerate(ends)])
    house.engine.noticed = {"c1-1.1.json": an_incident()}

    assert file_incidents(house.operator) == 1

    story = show_incident(house.operator, "c1-1")
    assert [(each.tenant, each.calls) for each in story.affected] == [("sen", 2), ("tre", 1)]
    assert "3 calls were cut off" in str(story.row.words)
    assert house.engine.noticed == {}


def test_evidence_is_taken_by_its_name_and_nothing_else(house: House):
    house.engine.kept_evidence = {"c1-1": {"log.txt": b"last words"}}
    note_incident(house.operator, an_incident())

    assert [(each.name, each.size) for each in show_incident(house.operator, "c1-1").evidence] == [("log.txt", 10)]
    assert evidence_file(house.operator, "c1-1", "log.txt") == b"last words"
    for incident, name in (("c1-1", "../boot.json"), ("c1-2", "log.txt"), ("c1-1", "")):
        with pytest.raises(NotFound):
            evidence_file(house.operator, incident, name)


def test_the_oldest_go_and_alarms_stay(house: House, monkeypatch):
    monkeypatch.setattr("tongdai.store.incidents.KEPT", 1)
    for number in range(3):
        note_incident(house.operator, an_incident(f"c1-{number}", ended=NOON, began=NOON + timedelta(seconds=number)))
    note_incident(house.operator, an_incident("c1-old", began=NOON - timedelta(days=1)))

    assert forget_incidents() == 2
    assert [each.incident.id for each in list_incidents(house.operator).rows] == ["c1-2", "c1-old"]


@pytest.mark.parametrize("kind", IncidentKind)
def test_every_kind_says_what_happened_and_what_to_do_whatever_is_known(kind: IncidentKind):
    incident = Incident(id="c1-1", kind=kind, cell="c1", began=NOON)

    assert str(words(incident)).endswith((".", ": –"))
    assert str(remedy(incident)).endswith(".")
