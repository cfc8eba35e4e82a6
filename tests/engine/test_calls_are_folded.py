"""What a real engine wrote about a call becomes the row that a person would write about it."""

import itertools

import pytest

from spool import NEXT_BOOT, SEN, TRE, captured, stories
from tongdai.domain.call import Call, EventKind, Outcome, Side
from tongdai.engine import Book, Ledger, fold_lines
from tongdai.engine.events import lost_line

BOTH = "dialled(102)>extension/calls>free/find>found/ring(102)"
THIRD = "dialled(103)>extension/calls>free/find>found/ring(103)"

EXPECTED = {
    "answered_caller_hangs_up": ("102", "102", Outcome.ANSWERED, Side.CALLER, 16, 1, 2, f"{BOTH}>answered"),
    "answered_called_hangs_up": ("102", "102", Outcome.ANSWERED, Side.CALLED, 16, 1, 2, f"{BOTH}>answered"),
    "busy": ("102", "", Outcome.BUSY, Side.CALLED, 17, 0, 0, f"{BOTH}>busy/end-busy"),
    "declined": ("102", "", Outcome.DECLINED, Side.CALLED, 21, 0, 0, f"{BOTH}>declined/end-declined"),
    "no_answer": ("102", "", Outcome.NO_ANSWER, Side.SYSTEM, 19, 8, 0, f"{BOTH}>no_answer/end-no-answer"),
    "temporarily_unavailable": ("102", "", Outcome.NO_ANSWER, Side.SYSTEM, 19, 0, 0, f"{BOTH}>no_answer/end-no-answer"),
    "cancelled": ("102", "", Outcome.CANCELLED, Side.CALLER, 16, 2, 0, f"{BOTH}>cancelled"),
    "phone_does_not_know": ("102", "", Outcome.OFFLINE, Side.SYSTEM, 20, 0, 0, f"{BOTH}>offline/end-offline"),
    "phone_fails": ("102", "", Outcome.OFFLINE, Side.SYSTEM, 20, 0, 0, f"{BOTH}>offline/end-offline"),
    "phone_is_overloaded": ("102", "", Outcome.FAILED, Side.SYSTEM, 42, 0, 0, f"{BOTH}>failed/end-failed"),
    "offline": ("105", "", Outcome.OFFLINE, Side.SYSTEM, 20, 0, 0,
                "dialled(105)>extension/calls>free/find>found/ring(105)>offline/end-offline"),
    "own_number": ("101", "", Outcome.BUSY, Side.SYSTEM, 17, 0, 0,
                   "dialled(101)>extension/calls>free/find>own/end-busy"),
    "unknown_extension": ("999", "", Outcome.REFUSED, Side.SYSTEM, 1, 0, 0,
                          "dialled(999)>extension/calls>free/find>unknown/say-unknown>done/end-unknown"),
    "unknown_number": ("77777", "", Outcome.REFUSED, Side.SYSTEM, 1, 0, 0,
                       "dialled(77777)>unknown/say-unknown>done/end-unknown"),
    "unknown_number_cancelled": ("77777", "", Outcome.REFUSED, Side.CALLER, 16, 0, 0,
                                 "dialled(77777)>unknown/say-unknown"),
    "hostile_number": ("77", "", Outcome.REFUSED, Side.SYSTEM, 1, 0, 0,
                       "dialled(77)>unknown/say-unknown>done/end-unknown"),
    "echo_test": ("*43", "", Outcome.ANSWERED, Side.CALLER, 16, 0, 2, "dialled(*43)>echo/echo"),
    "two_phones": ("102", "102", Outcome.ANSWERED, Side.CALLER, 16, 1, 2, f"{BOTH}>answered"),
    "other_tenant": ("102", "102", Outcome.ANSWERED, Side.CALLER, 16, 1, 2, f"{BOTH}>answered"),
    "hold_resume": ("102", "102", Outcome.ANSWERED, Side.CALLER, 16, 1, 5, f"{BOTH}>answered"),
    "held_by_called": ("102", "102", Outcome.ANSWERED, Side.CALLER, 16, 1, 5, f"{BOTH}>answered"),
    "blind_transfer_by_called": ("102", "102", Outcome.ANSWERED, Side.CALLER, 16, 1, 5,
                                 f"{BOTH}>answered/{THIRD}>answered"),
    "blind_transfer_by_caller": ("102", "102", Outcome.ANSWERED, Side.CALLED, 16, 1, 5,
                                 f"{BOTH}>answered/{THIRD}>answered"),
    "blind_transfer_to_busy": ("102", "102", Outcome.ANSWERED, Side.SYSTEM, 17, 1, 2,
                               f"{BOTH}>answered/{THIRD}>busy/end-busy"),
    "attended_transfer_by_called": ("102", "102", Outcome.ANSWERED, Side.CALLER, 16, 1, 7,
                                    f"{BOTH}>answered/{THIRD}>answered"),
    "attended_transfer_by_caller": ("102", "102", Outcome.ANSWERED, Side.CALLED, 16, 1, 7,
                                    f"{BOTH}>answered/{THIRD}>answered"),
    "attended_transfer_while_ringing": ("102", "102", Outcome.ANSWERED, Side.CALLER, 16, 1, 7, f"{BOTH}>answered"),
}
"""What was dialled, who answered, how it ended, by whom, cause, seconds of ringing and talk, and the trail."""

TRANSFERRED_WHILE_RINGING = "attended_transfer_while_ringing"


def folded(story: str, *more: str) -> list[Call]:
    return list(fold_lines(Ledger(), [*captured(story), *more], "c1").calls)


def moments(call: Call) -> list[tuple[str, str, str]]:
    """Kind, extension and detail of every moment."""
    return [(each.kind.value, call.legs[each.leg].number, each.detail) for each in call.timeline]


def test_every_story_is_expected_or_told_apart():
    assert set(stories()) - set(EXPECTED) == {"killed_in_call"}


@pytest.mark.parametrize("story", EXPECTED)
def test_a_story_is_one_row(story: str):
    dialled, answered_by, outcome, ended_by, cause, ring, talk, steps = EXPECTED[story]

    [call] = folded(story)

    assert (call.caller, call.dialled, call.answered_by) == ("101", dialled, answered_by)
    assert (call.outcome, call.ended_by, call.cause) == (outcome, ended_by, cause)
    assert (round(call.ring_seconds), round(call.talk_seconds)) == (ring, talk)
    assert str(call.trail) == f"17/{steps}"
    assert call.tenant == (TRE if story == "other_tenant" else SEN)


def test_the_codec_is_that_of_the_caller():
    [call] = folded("answered_caller_hangs_up")

    assert (call.codec, call.legs[0].codec, call.legs[1].codec) == ("alaw", "alaw", "")


def test_a_timeline_tells_every_moment():
    [call] = folded("two_phones")

    assert moments(call) == [
        ("started", "101", "102"), ("ringing", "102", ""), ("ringing", "102", ""), ("answered", "102", ""),
        ("talking", "101", ""), ("parted", "102", "26"), ("ended", "101", "")]
    assert [each.offset for each in call.timeline] == sorted(each.offset for each in call.timeline)


@pytest.mark.parametrize(("story", "held"), [("hold_resume", "102"), ("held_by_called", "101")])
def test_holding_is_seen_by_the_music_that_the_other_side_hears(story: str, held: str):
    [call] = folded(story)

    middle = [each for each in call.timeline if each.kind in (EventKind.HELD, EventKind.RESUMED)]
    assert [(each.kind, call.legs[each.leg].number) for each in middle] == [
        (EventKind.HELD, held), (EventKind.RESUMED, held)]
    assert round(middle[1].offset - middle[0].offset) == 2


@pytest.mark.parametrize(("story", "by"), [
    ("blind_transfer_by_called", "102"), ("blind_transfer_by_caller", "101"), ("blind_transfer_to_busy", "102"),
    ("attended_transfer_by_called", "102"), ("attended_transfer_by_caller", "101"),
    ("attended_transfer_while_ringing", "102")])
def test_a_transfer_says_by_whom_and_to_whom(story: str, by: str):
    [call] = folded(story)

    assert [each for each in moments(call) if each[0] == "transferred"] == [("transferred", by, "103")]


def test_an_announcement_stands_in_the_timeline():
    [call] = folded("unknown_number")

    assert ("announced", "101", "number-unknown") in moments(call)


def test_calls_of_an_engine_that_died_are_interrupted_when_the_next_one_starts():
    assert folded("killed_in_call") == []

    talking, ringing = folded("killed_in_call", NEXT_BOOT)

    assert (talking.outcome, talking.ended_by, talking.answered_by) == (Outcome.INTERRUPTED, Side.SYSTEM, "102")
    assert talking.talk_seconds == 1.475
    assert (ringing.outcome, ringing.dialled, ringing.talk_seconds) == (Outcome.INTERRUPTED, "102", 0.0)
    assert ringing.trail is None


def test_a_call_of_the_next_boot_interrupts_as_well():
    later = [line.replace("c1k3x9", "c1next") for line in captured("busy")]

    calls = folded("killed_in_call", *later)

    assert [each.outcome for each in calls] == [Outcome.INTERRUPTED, Outcome.INTERRUPTED, Outcome.BUSY]


def test_an_engine_that_was_seen_to_end_gives_its_calls_that_time():
    gone = "GONE\t1795525342.637000\tc1k3x9\tc1k3x9\t\t\t\t"

    talking, _ = folded("killed_in_call", gone, NEXT_BOOT)

    assert talking.talk_seconds == 3.475


def test_a_beat_before_the_last_event_takes_nothing_from_a_call():
    gone = "GONE\t1795525339.900000\tc1k3x9\tc1k3x9\t\t\t\t"

    talking, _ = folded("killed_in_call", gone, NEXT_BOOT)

    assert talking.talk_seconds == 1.475


def test_the_end_of_an_engine_interrupts_no_call_of_another():
    gone = "GONE\t1795525342.637000\tc1other\tc1other\t\t\t\t"
    lines = captured("answered_caller_hangs_up")

    [call] = fold_lines(Ledger(), [*lines[:4], gone, *lines[4:]], "c1").calls

    assert call.outcome is Outcome.ANSWERED


def test_calls_whose_end_is_not_kept_any_more_end_where_they_are_known_to():
    talking, ringing = folded("killed_in_call", lost_line())

    assert (talking.outcome, talking.talk_seconds) == (Outcome.INTERRUPTED, 1.475)
    assert ringing.outcome is Outcome.INTERRUPTED


@pytest.mark.parametrize("story", EXPECTED)
def test_lines_that_are_read_again_change_nothing(story: str):
    lines = captured(story)
    [call] = folded(story)

    for again in range(1, len(lines)):
        assert list(fold_lines(Ledger(), [*lines[:again], *lines], "c1").calls)[:1] == [call]


@pytest.mark.parametrize("story", EXPECTED)
def test_what_is_kept_of_open_calls_is_always_what_the_difference_says(story: str):
    book, kept = Book(Ledger(), "c1"), {}

    for line in [*captured(story), *captured("killed_in_call"), NEXT_BOOT]:
        book.read([line])
        difference = book.difference()
        kept = {number: each for number, each in kept.items() if number not in difference.gone}
        kept |= {each.number: each for each in difference.new}
        assert tuple(kept[number] for number in sorted(kept)) == book.ledger().pending


def test_a_phone_that_rang_when_the_engine_died_proves_no_branch():
    lines = captured("blind_transfer_by_called")
    ringing = [lines[0], *lines[1:7], lines[0].replace("CHAN_START", "STREAM_BEGIN").replace(
        "\t\tk7m2qxab", f"\t17/{THIRD}\tk7m2qxab")]

    [call] = fold_lines(Ledger(), [*ringing, NEXT_BOOT], "c1").calls

    assert str(call.trail) == f"17/{BOTH}>answered/{THIRD}"


def test_the_same_boot_told_again_interrupts_nothing():
    boot = "BOOT\t1795525400.000000\tc1k3x9\tc1k3x9\t\t\t\t"
    first, *others = captured("busy")

    [call] = fold_lines(Ledger(), [first, boot, "torn", *others], "c1").calls

    assert call.outcome is Outcome.BUSY


def test_calls_that_overlap_are_kept_apart():
    lines = [line for pair in itertools.zip_longest(captured("answered_caller_hangs_up"), captured("busy"))
             for line in pair if line]

    calls = fold_lines(Ledger(), lines, "c1").calls

    assert sorted(each.outcome.value for each in calls) == ["answered", "busy"]


def test_a_transfer_under_a_newer_release_keeps_the_first_ones_trail():
    lines = [line.replace(f"17/{THIRD}", f"18/{THIRD}") for line in captured("blind_transfer_by_called")]

    [call] = fold_lines(Ledger(), lines, "c1").calls

    assert str(call.trail) == f"17/{BOTH}>answered"


def test_a_call_without_a_trail_fails_without_a_reason():
    lines = [line.replace("17/dialled(102)>extension/calls>free/find>found/ring(102)>busy/end-busy", "")
             for line in captured("busy")]

    [call] = fold_lines(Ledger(), lines, "c1").calls

    assert (call.outcome, call.trail, call.dialled) == (Outcome.FAILED, None, "102")


def test_a_trail_that_is_none_is_left_out():
    lines = [line.replace("17/dialled(102)", "17/Dialled[102]") for line in captured("busy")]

    [call] = fold_lines(Ledger(), lines, "c1").calls

    assert (call.outcome, call.trail) == (Outcome.CANCELLED, None)


def test_what_is_no_phone_of_ours_makes_no_call():
    lines = [line.replace("PJSIP/k7m2qxab-101", "Local/s@x").replace("PJSIP/k7m2qxab-102", "Local/s@y")
             for line in captured("busy")]

    assert fold_lines(Ledger(), lines, "c1") .calls == ()


def test_a_leg_that_is_no_phone_s_is_left_out():
    lines = [line.replace("PJSIP/k7m2qxab-102", "Local/s@y") for line in captured("busy")]

    [call] = fold_lines(Ledger(), lines, "c1").calls

    assert ([leg.number for leg in call.legs], call.ring_seconds) == (["101"], 0.0)


def test_a_cause_that_is_none_is_left_out():
    lines = [line.replace('"hangupcause":17', '"hangupcause":"x"') for line in captured("busy")]

    [call] = fold_lines(Ledger(), lines, "c1").calls

    assert (call.cause, call.legs[1].cause) == (16, 0)


def test_events_of_a_channel_that_never_began_are_passed_over():
    done = fold_lines(Ledger(), captured("busy")[2:], "c1")

    assert (done.calls, done.ledger.pending) == ((), ())


def test_a_channel_that_begins_under_the_younger_id_belongs_to_the_older_call():
    lines = captured("attended_transfer_by_called")
    at = next(index for index, line in enumerate(lines) if line.startswith("ATTENDEDTRANSFER"))
    younger = "c1k3x9-1795526123.6" if "c1k3x9-1795526123.6" in "".join(lines) else _younger(lines)
    late = f"CHAN_START\t1795526126.000000\tc1k3x9-1795526126.9\t{younger}\tPJSIP/k7m2qxab-104-0000000f\t\tk7m2qxab\t"
    end = late.replace("CHAN_START", "HANGUP")

    [call] = fold_lines(Ledger(), [*lines[:at + 1], late, end, *lines[at + 1:]], "c1").calls

    assert [leg.number for leg in call.legs] == ["101", "102", "102", "103", "104"]


def _younger(lines: list[str]) -> str:
    return [line.split("\t")[3] for line in lines if line.startswith("CHAN_START")][-1]
