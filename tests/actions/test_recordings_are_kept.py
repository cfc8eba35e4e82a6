"""Recordings: taken over from the engine whole, told to whom they belong, and erased when their time has come."""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from houserecordings import engine_wrote, kept, of_call, recorded_call, sides, tone, waiting
from testhouse import BINH, HOA, House
from tongdai.actions.calls import CallFilter, list_calls
from tongdai.actions.expiring import expire_recordings, recording_stops
from tongdai.actions.incidents import begin_incident, end_incident, list_incidents
from tongdai.actions.journal import list_journal
from tongdai.actions.keeping import erase_recordings, look_for_strays, take_over_recordings
from tongdai.actions.packages import update_package
from tongdai.actions.recordings import (
    delete_recording,
    hold_recording,
    let_go_recording,
    list_listenings,
    list_recordings,
    open_recording,
    recordings_of_call,
    show_recording,
    waveform,
)
from tongdai.domain.incident import IncidentKind
from tongdai.domain.recording import RecordedPart, RecordingState
from tongdai.domain.tenant import Feature
from tongdai.media import PEAKS
from tongdai.store.calls import write_calls
from tongdai.store.reads import key_of

pytestmark = pytest.mark.wet


@pytest.fixture(params=["no", "yes"])
def sealed_house(house: House, request: pytest.FixtureRequest) -> House:
    """Sen and Tre, once with and once without encryption at rest."""
    house.settings = replace(house.settings, seal_recordings=request.param)
    return house


@pytest.fixture
def recorder(house: House) -> House:
    """A house whose package keeps recordings for ten days, up to one gigabyte."""
    update_package(house.operator, "standard", {
        "features": frozenset({Feature.API, Feature.RECORDING}), "recording_days": 10, "recording_gb": 1})
    return house


def files(house: House) -> list[Path]:
    """Every file below the directory of recordings."""
    return sorted(each for each in house.settings.recordings_directory.rglob("*") if each.is_file())


def reasons(house: House) -> list[str]:
    """Why recordings could not be kept."""
    return [each.incident.details["reason"] for each in list_incidents(house.operator).rows
            if each.incident.kind is IncidentKind.RECORDING_LOST]


def test_a_recording_has_its_row_in_the_moment_its_call_has(house: House):
    made = waiting(house, "sen", "c.1")

    assert (made.state, made.call, made.number, made.caller, made.dialled) == (
        RecordingState.WAITING, "c.1", "101", "101", "102")
    assert len(made.id) == 32
    write_calls([recorded_call(key_of("sen") or "", "c.1")])
    assert recordings_of_call(house.operator, "sen", "c.1") == (made,), "written twice is written once"


def test_what_the_engine_wrote_is_kept_and_its_own_file_deleted(sealed_house: House):
    house = sealed_house
    made = kept(house, "sen", "c.1", 2.0)

    assert made.state is RecordingState.KEPT
    assert made.seconds == 2.0
    assert made.sealed == (house.settings.seal_recordings == "yes")
    assert list(house.engine.recorded_parts()) == []
    assert [each.stat().st_mode & 0o777 for each in files(house)] == [0o600]
    heard = b"".join(open_recording(house.operator, "sen", made.id).chunks)
    assert len(heard) == made.size
    assert heard.startswith(b"OggS")
    assert (files(house)[0].read_bytes() == heard) != made.sealed


def test_every_range_of_a_recording_is_what_stands_there(sealed_house: House):
    made = kept(sealed_house, "sen", "c.1", 40.0)
    whole = b"".join(open_recording(sealed_house.operator, "sen", made.id).chunks)

    assert made.size > 2 * 65_536
    for first, last in ((0, 0), (0, 65_535), (65_535, 65_536), (70_000, 140_000), (made.size - 1, None)):
        opened = open_recording(sealed_house.operator, "sen", made.id, first, last)
        assert b"".join(opened.chunks) == whole[first:None if last is None else last + 1]


def test_a_pause_is_silence_and_both_sides_keep_their_place(house: House):
    house.engine.monitor = house.settings.data / "monitor"
    key = key_of("sen") or ""
    parts = [RecordedPart("a.raw", 2.0, 3.0), RecordedPart("b.raw", 5.0, 6.0)]
    for part in parts:
        engine_wrote(house, key, part.file, sides(tone(440, 1.0), tone(0, 1.0)))
    write_calls([recorded_call(key, "c.1", parts)])
    take_over_recordings(house.operator)

    made = of_call("sen", "c.1")
    drawn = waveform(house.operator, "sen", made.id)
    quarter = PEAKS // 4
    assert made.seconds == 4.0
    assert min(drawn.left[:quarter]) > 100
    assert max(drawn.left[quarter:3 * quarter]) == 0
    assert min(drawn.left[3 * quarter:]) > 100
    assert max(drawn.right) == 0


def test_a_file_cut_off_by_a_kill_is_kept_as_far_as_it_goes(house: House):
    made = waiting(house, "sen", "c.1")
    path = house.engine.recorded_part(made.tenant, "c.1-1.raw")
    engine_wrote(house, made.tenant, path.name, path.read_bytes()[:32_003])
    take_over_recordings(house.operator)

    assert of_call("sen", "c.1").seconds == 1.0


def test_a_file_that_is_still_written_to_waits(house: House):
    made = waiting(house, "sen", "c.1")
    engine_wrote(house, made.tenant, "c.1-1.raw", b"\0" * 32_000, ago=1)

    assert take_over_recordings(house.operator) == 0
    assert of_call("sen", "c.1").state is RecordingState.WAITING


@pytest.mark.parametrize("sound", [None, b"", b"\0\0\0"])
def test_a_source_that_is_missing_or_empty_is_lost_and_an_incident_says_so(house: House, sound: bytes | None):
    made = waiting(house, "sen", "c.1")
    if sound is None:
        house.engine.discard_part(made.tenant, "c.1-1.raw")
    else:
        engine_wrote(house, made.tenant, "c.1-1.raw", sound)
    take_over_recordings(house.operator)

    assert of_call("sen", "c.1").state is RecordingState.LOST
    assert len(reasons(house)) == 1
    assert files(house) == []


def test_a_missing_source_has_a_minute_to_appear(house: House):
    house.engine.monitor = house.settings.data / "monitor"
    call = recorded_call(key_of("sen") or "", "c.1")
    write_calls([replace(call, started=house.clock() - timedelta(seconds=20))])
    take_over_recordings(house.operator)

    assert of_call("sen", "c.1").state is RecordingState.WAITING


@pytest.mark.parametrize("planted", ["file", "folder", "pipe"])
def test_what_was_planted_in_the_spool_is_not_followed(house: House, tmp_path: Path, planted: str):
    made = waiting(house, "sen", "c.1")
    path = house.engine.recorded_part(made.tenant, "c.1-1.raw")
    secret = tmp_path / "elsewhere" / path.name
    secret.parent.mkdir()
    path.replace(secret)
    if planted == "file":
        path.symlink_to(secret)
        os.utime(path, (0, 0), follow_symlinks=False)
    elif planted == "pipe":
        os.mkfifo(path)
        os.utime(path, (0, 0))
    else:
        path.parent.rmdir()
        path.parent.symlink_to(secret.parent)
    take_over_recordings(house.operator)

    assert of_call("sen", "c.1").state is RecordingState.LOST
    assert secret.exists()
    assert files(house) == []


def test_a_lost_recording_whose_file_turns_up_is_kept_after_all(house: House):
    made = waiting(house, "sen", "c.1")
    sound = house.engine.recorded_part(made.tenant, "c.1-1.raw").read_bytes()
    house.engine.discard_part(made.tenant, "c.1-1.raw")
    take_over_recordings(house.operator)
    engine_wrote(house, made.tenant, "c.1-1.raw", sound, ago=7200)
    look_for_strays(house.operator)
    take_over_recordings(house.operator)

    assert of_call("sen", "c.1").state is RecordingState.KEPT


def test_a_file_that_no_call_speaks_of_becomes_a_recording_without_a_call(house: House):
    house.engine.monitor = house.settings.data / "monitor"
    engine_wrote(house, key_of("sen") or "", "c.9-1.raw", sides(tone(440, 3.0), tone(0, 3.0)), ago=7200)
    assert look_for_strays(house.operator) == 1
    assert look_for_strays(house.operator) == 0
    take_over_recordings(house.operator)

    found = list_recordings(house.ask(HOA), "sen").rows
    assert [(each.state, each.call, each.seconds) for each in found] == [(RecordingState.KEPT, "", 3.0)]
    assert len(reasons(house)) == 1
    assert list(house.engine.recorded_parts()) == []


def test_what_a_kill_left_beside_a_kept_recording_is_deleted(house: House):
    made = kept(house, "sen", "c.1")
    engine_wrote(house, made.tenant, "c.1-1.raw", b"\0" * 32_000, ago=7200)

    assert look_for_strays(house.operator) == 0
    assert list(house.engine.recorded_parts()) == []
    assert of_call("sen", "c.1") == made


def test_recordings_expire_after_the_days_of_the_package(recorder: House):
    kept(recorder, "sen", "c.1")
    recorder.clock.advance(days=5)  # type: ignore[attr-defined]
    young = kept(recorder, "sen", "c.2", started=recorder.clock() - timedelta(minutes=2))
    recorder.clock.advance(days=6)  # type: ignore[attr-defined]

    assert expire_recordings(recorder.operator) == 1
    assert list_recordings(recorder.operator, "sen").rows == (young,)
    assert erase_recordings(recorder.operator) == 1
    assert len(files(recorder)) == 1
    words = [str(change.words()) for row in list_journal(recorder.operator, "sen").rows for change in row.changes]
    assert "1 recordings have expired: older than 10 days." in words


def test_the_oldest_go_where_there_are_more_gigabytes_than_rented(recorder: House, monkeypatch: pytest.MonkeyPatch):
    made = [kept(recorder, "sen", f"c.{number}", started=recorder.clock() - timedelta(minutes=9 - number))
            for number in range(3)]
    monkeypatch.setattr("tongdai.actions.expiring.GIGABYTE", made[1].size + made[2].size)

    assert expire_recordings(recorder.operator) == 1
    assert [each.id for each in list_recordings(recorder.operator, "sen").rows] == [made[2].id, made[1].id]


def test_what_is_held_never_expires_and_stops_recording_where_it_takes_all_the_room(
        recorder: House, monkeypatch: pytest.MonkeyPatch):
    made = kept(recorder, "sen", "c.1")
    hold_recording(recorder.ask(HOA), "sen", made.id, "Complaint 4711")
    monkeypatch.setattr("tongdai.actions.expiring.GIGABYTE", made.size)
    recorder.clock.advance(days=300)  # type: ignore[attr-defined]

    assert expire_recordings(recorder.operator) == 0
    assert recording_stops(recorder.operator) == {key_of("sen")} == recorder.engine.stopped
    let_go_recording(recorder.ask(HOA), "sen", made.id)
    assert recording_stops(recorder.operator) == frozenset() == recorder.engine.stopped
    assert expire_recordings(recorder.operator) == 1


def test_nobody_is_recorded_while_the_budget_is_spent(recorder: House):
    begin_incident(recorder.operator, IncidentKind.RECORDINGS_FULL, {"share": 91, "budget": "recordings"})
    assert recording_stops(recorder.operator) == {key_of("sen"), key_of("tre")} == recorder.engine.stopped

    end_incident(recorder.operator, IncidentKind.RECORDINGS_FULL)
    assert recording_stops(recorder.operator) == frozenset() == recorder.engine.stopped


def test_a_package_that_records_no_more_keeps_what_there_is_for_a_month(house: House):
    kept(house, "sen", "c.1")
    house.clock.advance(days=29)  # type: ignore[attr-defined]
    assert expire_recordings(house.operator) == 0

    house.clock.advance(days=2)  # type: ignore[attr-defined]
    assert expire_recordings(house.operator) == 1


def test_a_deleted_recording_is_gone_at_once_and_its_files_within_moments(sealed_house: House):
    made = kept(sealed_house, "sen", "c.1")
    delete_recording(sealed_house.ask(HOA), "sen", made.id, "Asked for by the caller")

    assert list_recordings(sealed_house.operator, "sen").rows == ()
    erase_recordings(sealed_house.operator)
    assert files(sealed_house) == []
    entry = list_journal(sealed_house.operator, "sen").rows[0]
    assert (entry.who, entry.why) == ("hoa", "Asked for by the caller")
    assert str(entry.changes[0].words()).startswith(f"Recording {made.id} is deleted: 101 → 102")
    assert erase_recordings(sealed_house.operator) == 0


def test_what_somebody_hears_within_ten_minutes_is_one_listening(house: House):
    made = kept(house, "sen", "c.1")
    for minutes in (0, 9, 2, 11):
        house.clock.advance(minutes=minutes)  # type: ignore[attr-defined]
        open_recording(house.ask(BINH), "sen", made.id, -100)

    rows = list_listenings(house.ask(HOA), "sen").rows
    assert [(each.who, each.action, each.recording, each.call) for each in rows] == [
        ("binh", "listened", made.id, "c.1")] * 3


def test_one_that_waits_can_be_deleted_too(house: House):
    made = waiting(house, "sen", "c.1")
    delete_recording(house.operator, "sen", made.id)
    erase_recordings(house.operator)

    assert list(house.engine.recorded_parts()) == []
    assert take_over_recordings(house.operator) == 0


def test_a_call_that_was_recorded_says_so(house: House):
    kept(house, "sen", "c.1")

    assert [each.id for each in list_calls(house.operator, "sen", CallFilter(recorded=True)).rows] == ["c.1"]
    assert show_recording(house.operator, "sen", of_call("sen", "c.1").id).call == "c.1"
