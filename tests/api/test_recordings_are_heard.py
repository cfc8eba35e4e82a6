"""Recordings through the API: ranges as browsers ask for them, files to take away, and no way to anything else."""

import csv
import hashlib
import io
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from api.conftest import Caller
from houserecordings import kept, of_call, waiting
from testhouse import House
from tongdai.actions.recordings import list_listenings

pytestmark = pytest.mark.wet

TRAVERSALS = (
    "../", "..", "../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%2e%2e%2f", "%2e%2e/%2e%2e/", "..%c0%af",
    "%c0%ae%c0%ae/", "..%255c", "%252e%252e%252f", "..\\..\\windows", "%5c..%5c", "/etc/passwd", "%2fetc%2fpasswd",
    "//etc/passwd",
    "file:///etc/passwd", "file%3a%2f%2f%2fetc%2fpasswd", "\x00", "%00", "a%00.opus", "..%00/", "....//",
    "..;/", "..%u2215", "%ef%bc%8f", "．．／", "%e2%80%ae", ".", "~", "~root", "$HOME", "`id`", "|id", "*", "?",
    "a" * 300, "0" * 32, "f" * 32,
    "0" * 31 + "/", "-", "con", "aux.opus", ".opus", "recordings.key")
"""What people put where a name of a file is expected; the last ones look like ids."""


@pytest.fixture
def sound(house: House) -> str:
    """A recording of Sen's, some chunks long."""
    return kept(house, "sen", "s.9", 40.0).id


@pytest.fixture
def opened(house: House) -> Iterator[list[Path]]:
    """Every path that was opened below the directory of recordings, or anywhere outside of what Python reads itself."""
    found: list[Path] = []
    is_on = [True]

    def look(event: str, args: tuple[object, ...]) -> None:
        if is_on[0] and event == "open" and isinstance(args[0], str | bytes):
            name = args[0].decode(errors="replace") if isinstance(args[0], bytes) else args[0]
            found.append(Path(name))

    sys.addaudithook(look)
    yield found
    is_on[0] = False


def whole(caller: Caller, recording: str) -> bytes:
    answer = caller("GET", f"/tenants/sen/recordings/{recording}/audio")
    assert answer.status == 200
    return answer.body


def test_a_recording_is_told_and_heard(hoa: Caller, sound: str):
    told = hoa("GET", f"/tenants/sen/recordings/{sound}").data
    answer = hoa("GET", f"/tenants/sen/recordings/{sound}/audio")

    assert told["state"] == "kept"
    assert hashlib.sha256(answer.body).hexdigest() == told["digest"]
    assert len(answer.body) == told["size"] == int(answer.headers["Content-Length"])
    assert answer.headers["Content-Type"] == "audio/ogg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["ETag"] == f'"{told["digest"]}"'
    assert answer.headers["Content-Disposition"].startswith('inline; filename="2026-11-24_115804Z_101_102_')


@pytest.mark.parametrize(("asked", "bounds"), [
    ("bytes=0-", (0, None)), ("bytes=0-0", (0, 1)), ("bytes=100-199", (100, 200)),
    ("bytes=65000-140000", (65000, 140001)), ("bytes=-500", (-500, None)),
    ("bytes=70000-99999999", (70000, None)), ("bytes=-999999999", (0, None))])
def test_a_range_is_answered_as_a_part(hoa: Caller, sound: str, asked: str, bounds: tuple[int, int | None]):
    everything = whole(hoa, sound)
    answer = hoa("GET", f"/tenants/sen/recordings/{sound}/audio", Range=asked)

    part = everything[slice(*bounds)]
    first = len(everything) - len(part) if bounds[1] is None else bounds[0]
    assert (answer.status, answer.body) == (206, part)
    assert answer.headers["Content-Range"] == f"bytes {first}-{first + len(part) - 1}/{len(everything)}"


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=-0"])
def test_a_range_that_is_not_there_is_refused_with_the_size(hoa: Caller, sound: str, asked: str):
    answer = hoa("GET", f"/tenants/sen/recordings/{sound}/audio", Range=asked)

    assert answer.status == 416
    assert answer.headers["Content-Range"] == f"bytes */{len(whole(hoa, sound))}"
    assert answer.data["code"] == "range"


@pytest.mark.parametrize("asked", ["bytes=9-3", "bytes=", "bytes=0-1,5-9", "lines=0-9", "bytes=a-b", "bytes=--5",
                                   "x" * 4000])
def test_what_is_no_range_is_passed_over(hoa: Caller, sound: str, asked: str):
    answer = hoa("GET", f"/tenants/sen/recordings/{sound}/audio", Range=asked)

    assert (answer.status, answer.body) == (200, whole(hoa, sound))


def test_a_range_of_another_version_is_the_whole(hoa: Caller, sound: str):
    answer = hoa("GET", f"/tenants/sen/recordings/{sound}/audio", Range="bytes=0-9", **{"If-Range": '"other"'})

    assert answer.status == 200


def test_head_tells_the_size_and_nobody_has_listened(hoa: Caller, house: House, sound: str):
    answer = hoa("HEAD", f"/tenants/sen/recordings/{sound}/audio")

    assert (answer.status, answer.body) == (200, b"")
    assert int(answer.headers["Content-Length"]) == of_call("sen", "s.9").size
    assert list_listenings(house.operator, "sen").rows == ()


def test_seeking_is_one_listening_and_taking_away_another(hoa: Caller, chi: Caller, sound: str):
    for asked in ("bytes=0-99", "bytes=500-599", "bytes=-10"):
        hoa("GET", f"/tenants/sen/recordings/{sound}/audio", Range=asked)
    hoa("GET", f"/tenants/sen/recordings/{sound}/file")
    chi("GET", f"/tenants/sen/recordings/{sound}/audio")

    rows = hoa("GET", f"/tenants/sen/listenings?recording={sound}").data["rows"]
    assert sorted((each["who"], each["action"]) for each in rows) == [
        ("chi", "listened"), ("hoa@sen", "downloaded"), ("hoa@sen", "listened")]
    assert {each["surface"] for each in rows} == {"API"}


def test_what_was_listened_to_is_known_after_the_recording_is_gone(hoa: Caller, sound: str):
    whole(hoa, sound)
    assert hoa("DELETE", f"/tenants/sen/recordings/{sound}?why=asked+for").status == 204

    assert hoa("GET", f"/tenants/sen/recordings/{sound}").status == 404
    assert hoa("GET", f"/tenants/sen/recordings/{sound}/audio").status == 404
    assert len(hoa("GET", f"/tenants/sen/listenings?recording={sound}").data["rows"]) == 1


def test_one_that_is_held_cannot_be_deleted(hoa: Caller, sound: str):
    assert hoa("PUT", f"/tenants/sen/recordings/{sound}/hold", {"reason": "Complaint 4711"}).status == 204
    refused = hoa("DELETE", f"/tenants/sen/recordings/{sound}")

    assert (refused.status, refused.data["code"]) == (409, "refused")
    assert "Complaint 4711" in refused.data["message"]
    assert hoa("DELETE", f"/tenants/sen/recordings/{sound}/hold").status == 204
    assert hoa("DELETE", f"/tenants/sen/recordings/{sound}").status == 204


def test_many_are_taken_away_in_one_file_with_a_list(hoa: Caller, house: House, sound: str):
    waiting(house, "sen", "s.8")
    answer = hoa("GET", "/tenants/sen/recordings.zip")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="recordings.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
        assert archive.testzip() is None
        listed = list(csv.DictReader(io.StringIO(archive.read("recordings.csv").decode())))
        for each in listed:
            assert hashlib.sha256(archive.read(each["file"])).hexdigest() == each["sha256"]
        assert sorted(archive.namelist()) == sorted([*(each["file"] for each in listed), "recordings.csv"])
    assert {each["call"] for each in listed} == {"s.9", "sen.1"}, "one that is not kept yet is not among them"
    assert len(hoa("GET", "/tenants/sen/listenings").data["rows"]) == 2


def test_more_than_one_file_holds_is_refused(hoa: Caller, sound: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tongdai.actions.recording_archive.MOST_BYTES", 1000)

    assert hoa("GET", "/tenants/sen/recordings.zip").status == 409
    assert hoa("GET", "/tenants/sen/recordings.zip?number=999").status == 409


def test_recordings_are_found_by_time_number_and_hold(hoa: Caller, sound: str):
    hoa("PUT", f"/tenants/sen/recordings/{sound}/hold", {"reason": "x"})
    for query, count in (("", 2), ("?number=102", 2), ("?number=103", 0), ("?text=10", 2), ("?held=true", 1),
                         ("?held=false", 1), ("?since=2026-11-24T12:30:00Z", 0), ("?until=2026-11-24T12:30:00Z", 2)):
        assert len(hoa("GET", f"/tenants/sen/recordings{query}").data["rows"]) == count, query


def test_pages_follow_each_other_without_a_gap(hoa: Caller, house: House, monkeypatch: pytest.MonkeyPatch, sound: str):
    monkeypatch.setattr("tongdai.actions.recordings.PAGE_ROWS", 2)
    for number in range(3):
        waiting(house, "sen", f"s.{number}")
    found, cursor = [], ""
    while True:
        page = hoa("GET", f"/tenants/sen/recordings?cursor={quote(cursor)}").data
        found += [each["call"] for each in page["rows"]]
        cursor = page["next"]
        if not cursor:
            break

    assert sorted(found) == ["s.0", "s.1", "s.2", "s.9", "sen.1"]


@pytest.mark.parametrize("what", ["", "/audio", "/file", "/waveform"])
def test_nothing_that_is_put_in_the_place_of_an_id_opens_anything(
        chi: Caller, house: House, opened: list[Path], what: str):
    foreign = of_call("tre", "tre.1").id
    secret = house.settings.data / "keys"
    opened.clear()
    for given in (*TRAVERSALS, quote("../" * 8, safe=""), foreign, foreign.upper(), f"{foreign}.opus",
                  f"../tre/{foreign}"):
        answer = chi("GET", f"/tenants/sen/recordings/{quote(given, safe='%/')}{what}")
        assert answer.status in (404, 422), given
        assert answer.headers["Content-Type"] == "application/json", given

    touched = [each for each in opened if house.settings.recordings_directory in each.parents or secret in each.parents
               or each.name in ("passwd", foreign, f"{foreign}.opus")]
    assert touched == []


def test_a_recording_that_was_swapped_for_a_link_is_not_followed(
        hoa: Caller, house: House, sound: str, tmp_path: Path):
    file = next(house.settings.recordings_directory.rglob(f"{sound}.opus"))
    (tmp_path / "secret").write_bytes(file.read_bytes())
    file.unlink()
    file.symlink_to(tmp_path / "secret")

    answer = hoa("GET", f"/tenants/sen/recordings/{sound}/audio")
    assert (answer.status, answer.data["code"]) == (409, "refused")
