"""Recordings on the console: ranges of their sound, holds with reasons, who listened, and what may be filtered."""

from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest

from housecalls import a_call
from recordedcalls import with_recording
from testhouse import NOON, House
from tongdai.actions.recordings import list_listenings, show_recording
from tongdai.domain.call import Call, Outcome
from tongdai.domain.quality import LegQuality, OneWay, Stream
from tongdai.domain.recording import RecordingState
from tongdai.store import models
from tongdai.store.calls import write_calls
from tongdai.store.reads import key_of
from tongdai.store.tenancy import everywhere
from web.conftest import RECORDING, Visitor

pytestmark = pytest.mark.wet

PAGE = f"/tenants/sen/recordings/{RECORDING}/"
SOUND = f"{PAGE}sound.opus"


def _whole(visitor: Visitor) -> bytes:
    return b"".join(visitor.get(SOUND).streaming_content)


def test_the_whole_sound_is_ogg_with_its_size_and_its_tag(hoa: Visitor) -> None:
    answer = hoa.get(SOUND)
    sound = b"".join(answer.streaming_content)

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "audio/ogg")
    assert answer.headers["Content-Length"] == str(len(sound))
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert sound.startswith(b"OggS")


@pytest.mark.parametrize(("asked", "first", "last"), [
    ("bytes=0-99", 0, 100), ("bytes=100-", 100, None), ("bytes=-50", -50, None), ("bytes=10-99999999", 10, None)])
def test_a_range_is_answered_with_exactly_its_bytes(hoa: Visitor, asked: str, first: int, last: int | None) -> None:
    whole = _whole(hoa)
    answer = hoa.get(SOUND, Range=asked)
    part = b"".join(answer.streaming_content)

    assert answer.status_code == 206
    assert part == whole[first:last]
    start = first % len(whole)
    assert answer.headers["Content-Range"] == f"bytes {start}-{start + len(part) - 1}/{len(whole)}"


@pytest.mark.parametrize("asked", [
    "bytes=5", "bytes=-", "bytes=1-2,4-5", "lines=1-2", "bytes=x-9", "bytes=٣-٤", "bytes=9-3"])
def test_a_range_that_means_nothing_gets_the_whole(hoa: Visitor, asked: str) -> None:
    answer = hoa.client.get(SOUND, HTTP_RANGE=asked)
    hoa.opened.append(answer)

    assert answer.status_code == 200


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=-0"])
def test_a_range_beyond_the_end_is_refused_with_the_size(hoa: Visitor, asked: str) -> None:
    answer = hoa.get(SOUND, Range=asked)

    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == f"bytes */{len(_whole(hoa))}"


def test_a_range_of_another_version_gets_the_whole(hoa: Visitor) -> None:
    answer = hoa.get(SOUND, **{"Range": "bytes=0-9", "If-Range": '"somebody-else"'})

    assert answer.status_code == 200


def test_whoever_asks_for_the_sound_has_listened_and_head_is_not_answered(house: House, hoa: Visitor) -> None:
    assert hoa.client.head(SOUND).status_code == 405
    assert list_listenings(house.operator, "sen", RECORDING).rows == ()

    hoa.get(SOUND, Range="bytes=0-9")
    hoa.get(SOUND, Range="bytes=10-19")
    hoa.get(f"{PAGE}copy.opus")

    rows = list_listenings(house.operator, "sen", RECORDING).rows
    assert sorted((row.who, row.action, row.surface) for row in rows) == [
        ("hoa@sen", "downloaded", "console"), ("hoa@sen", "listened", "console")]


def test_a_copy_has_a_name_of_our_own_words(hoa: Visitor) -> None:
    answer = hoa.get(f"{PAGE}copy.opus")

    assert answer.headers["Content-Disposition"].startswith('attachment; filename="2026-11-24_')
    assert answer.headers["Content-Disposition"].endswith('.opus"')


def test_the_player_carries_its_waves_and_its_marks(house: House, hoa: Visitor) -> None:
    text = hoa.get("/tenants/sen/calls/c1.1/").content.decode()

    assert 'data-peaks="' in text
    assert 'preload="none"' in text
    assert "vendor/wavesurfer.js" in text
    assert "wavesurfer" not in hoa.get("/tenants/sen/calls/c1.2/").content.decode()


def test_a_user_hears_the_own_calls_and_takes_no_copy(binh: Visitor) -> None:
    text = binh.get(PAGE).content.decode()

    assert "data-player" in text
    assert "copy.opus" not in text
    assert "Who listened" not in text
    assert "hold/" not in text


def test_a_hold_needs_a_reason_and_keeps_what_was_typed(house: House, hoa: Visitor) -> None:
    assert hoa.post(f"{PAGE}hold/", reason="").status_code == 422
    assert hoa.post(f"{PAGE}hold/", reason="x" * 201).status_code == 422
    assert not show_recording(house.operator, "sen", RECORDING).held

    assert hoa.post(f"{PAGE}hold/", reason="The court asks").status_code == 302

    assert show_recording(house.operator, "sen", RECORDING).hold_reason == "The court asks"


def test_a_held_recording_is_not_deleted_and_says_why(house: House, hoa: Visitor) -> None:
    hoa.post(f"{PAGE}hold/", reason="The court asks")
    answer = hoa.post(f"{PAGE}delete/", why="")

    assert answer.status_code == 422
    assert "The court asks" in answer.content.decode()

    hoa.post(f"{PAGE}let-go/", why="Settled")
    assert hoa.post(f"{PAGE}delete/", why="").status_code == 302
    assert hoa.get(PAGE).status_code == 404
    assert "kept no longer" in hoa.get("/tenants/sen/calls/c1.1/").content.decode()


@pytest.mark.parametrize("name", ["hold", "let-go", "delete"])
def test_only_who_may_can_change_a_recording(house: House, binh: Visitor, carol: Visitor, name: str) -> None:
    assert binh.post(f"{PAGE}{name}/", reason="x", why="x").status_code == 403
    assert carol.post(f"{PAGE}{name}/", reason="x", why="x").status_code == 404
    assert not show_recording(house.operator, "sen", RECORDING).held


@pytest.mark.parametrize(("state", "words"), [
    (RecordingState.WAITING, "is being prepared"), (RecordingState.LOST, "The recording is lost")])
def test_what_cannot_be_heard_yet_or_any_more_says_so(hoa: Visitor, state: RecordingState, words: str) -> None:
    with everywhere():
        models.Recording.objects.filter(id=RECORDING).update(state=state)

    assert words in hoa.get("/tenants/sen/calls/c1.1/").content.decode()
    assert words in hoa.get(PAGE).content.decode()
    assert hoa.get(SOUND).status_code == 409


def test_the_list_is_filtered_by_number_day_and_hold(house: House, hoa: Visitor) -> None:
    hoa.post(f"{PAGE}hold/", reason="The court asks")

    for query, is_shown in (("?text=102", True), ("?text=777", False), ("?held=yes", True), ("?held=no", False),
                            (f"?since={NOON:%Y-%m-%d}", True), ("?until=2020-01-01", False), ("?since=x", True)):
        assert (PAGE in hoa.get(f"/tenants/sen/recordings/{query}").content.decode()) is is_shown, query


def test_a_long_list_goes_on_page_by_page(house: House, hoa: Visitor) -> None:
    key = key_of("sen") or ""
    write_calls(with_recording(a_call(key, f"many.{index}"), (4.0, 14.0)) for index in range(70))
    seen: set[str] = set()
    address = "/tenants/sen/recordings/"
    for _ in range(2):
        page = hoa.get(address).context["page"]
        seen |= {row.id for row in page.rows}
        address = f"/tenants/sen/recordings/?after={page.next.replace('+', '%2B')}"

    assert len(seen) == 71


def test_chosen_recordings_come_as_one_archive(house: House, hoa: Visitor) -> None:
    answer = hoa.post("/tenants/sen/recordings/take/", recordings=[RECORDING])
    archive = ZipFile(BytesIO(b"".join(answer.streaming_content)))

    assert answer.headers["Content-Disposition"] == 'attachment; filename="sen-recordings.zip"'
    sound = next(name for name in archive.namelist() if name.endswith(".opus"))
    assert archive.read(sound) == _whole(hoa)
    assert {row.action for row in list_listenings(house.operator, "sen", RECORDING).rows} == {"downloaded", "listened"}


def test_all_that_a_filter_finds_come_as_one_archive_and_nothing_as_a_refusal(hoa: Visitor) -> None:
    found = hoa.post("/tenants/sen/recordings/take/?text=102", all="yes")

    assert len(ZipFile(BytesIO(b"".join(found.streaming_content))).namelist()) == 2
    assert hoa.post("/tenants/sen/recordings/take/?text=777", all="yes").status_code == 409
    assert hoa.post("/tenants/sen/recordings/take/").status_code == 409


def test_nobody_takes_what_is_not_theirs(binh: Visitor, carol: Visitor) -> None:
    assert binh.post("/tenants/sen/recordings/take/", recordings=[RECORDING]).status_code == 403
    assert carol.post("/tenants/sen/recordings/take/", recordings=[RECORDING]).status_code == 404
    assert carol.post("/tenants/tre/recordings/take/", recordings=[RECORDING]).status_code == 409


def _sounding(call: Call, mos: float, one_way: OneWay | None = None) -> Call:
    heard = Stream(packets=900, lost=100, loss=10.0, jitter=3.0, mos=mos)
    sent = replace(heard, packets=0, lost=0, loss=100.0, jitter=None) if one_way else heard
    first, second = call.legs
    return replace(call, mos=mos, one_way=one_way, legs=(
        replace(first, quality=LegQuality(sent=sent, heard=heard, round_trip=12.5)), second))


def test_the_log_marks_bad_sound_and_recordings_and_filters_by_them(house: House, hoa: Visitor) -> None:
    key = key_of("sen") or ""
    write_calls([_sounding(a_call(key, "q.bad", dialled="201"), 2.4),
                 _sounding(a_call(key, "q.fair", dialled="202"), 3.8),
                 _sounding(a_call(key, "q.mute", dialled="203"), 1.0, OneWay.CALLER),
                 a_call(key, "q.cut", dialled="204", outcome=Outcome.INTERRUPTED)])

    def shown(query: str) -> set[str]:
        return {row.id for row in hoa.get(f"/tenants/sen/calls/{query}").context["page"].rows}

    assert shown("?quality=bad") == {"q.bad", "q.mute"}
    assert shown("?quality=fair") == {"q.bad", "q.fair", "q.mute"}
    assert shown("?one_way=caller") == {"q.mute"}
    assert shown("?recorded=yes") == {"c1.1"}
    assert "c1.1" not in shown("?recorded=no")
    text = hoa.get("/tenants/sen/calls/").content.decode()
    assert "one-way" in text
    assert "the switchboard stopped" in text
    assert "is not measured" not in text


def test_a_calls_page_draws_both_ways_and_tells_who_was_not_heard(house: House, hoa: Visitor) -> None:
    write_calls([_sounding(a_call(key_of("sen") or "", "q.mute"), 1.0, OneWay.CALLER)])

    text = hoa.get("/tenants/sen/calls/q.mute/").content.decode()

    assert "Nobody heard extension 101" in text
    assert 'class="way silent to-right"' in text
    assert 'class="way bad to-left"' in text
    assert "12.5 ms there and back" in text
