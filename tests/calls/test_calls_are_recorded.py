"""Calls are recorded as the caller or the called wishes: both sides, whole, and tied to the call's row."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest

from actors.softphone import Phone
from calls.office import SEN, Office, trail
from calls.recorded_office import (
    ALWAYS_IN,
    ALWAYS_OUT,
    DEMAND_IN,
    DEMAND_OUT,
    PLAIN,
    THIRD,
    file_of,
    files,
    foreseen,
    recording_snapshot,
    the_parts,
)
from cells import cell_on
from tones import RATE, is_tone, seconds_of, sides_of, strongest
from tongdai.domain.call import Call, EventKind, Outcome
from tongdai.engine import EngineProgram

pytestmark = [pytest.mark.wet, pytest.mark.asterisk]

CALLER_TONE, CALLED_TONE, THIRD_TONE = 440, 620, 950
NEAR = 0.1
MOST_LOST = 1.1
"""Seconds: the engine hands 32 KiB at a time to the disk (main/file.c, 22.10.1), 1.02 s of two sides."""


@pytest.fixture(scope="module")
def shared_office(shared_path: Path, engine_program: EngineProgram) -> Iterator[Office]:
    with cell_on(recording_snapshot(), shared_path, engine_program) as cell:
        yield Office(cell)


@pytest.fixture(autouse=True)
def calmly(calm: None) -> None:
    """Nobody here does anything that the engine may complain of."""


class Talk:
    """Two phones that talk, each with its tone; the caller hangs up at the end."""

    def __init__(self, office: Office, stack: ExitStack, caller: str, called: str) -> None:
        self.office = office
        self.caller = stack.enter_context(office.phone(SEN, caller, tone=CALLER_TONE)).register().wait_registered()
        self.called = stack.enter_context(office.phone(SEN, called, tone=CALLED_TONE)).answers_by_itself()
        self.called.register().wait_registered()
        self.caller.call(called)
        self.caller.wait_talking()
        self.called.wait_talking()

    def end(self, seconds: float = 1.5) -> Call:
        """Talk for so long, hang up, and give the row."""
        time.sleep(seconds)
        self.caller.hang_up()
        self.caller.wait_ended()
        call = self.office.row()
        self.office.wait_empty()
        return call


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as opened:
        yield opened


def kinds(call: Call) -> list[EventKind]:
    """What the timeline tells of recording."""
    return [each.kind for each in call.timeline if each.kind.value.startswith("recording")]


def assert_both_sides(path: Path, left: float = CALLER_TONE, right: float = CALLED_TONE) -> None:
    """The caller on the left, the called on the right, and neither on the other side."""
    heard = sides_of(path)
    middle = [each[RATE // 4:-RATE // 4] for each in heard]
    assert is_tone(middle[0], left)
    assert is_tone(middle[1], right)


@pytest.mark.parametrize(("caller", "called"), [(PLAIN, ALWAYS_IN), (ALWAYS_OUT, PLAIN), (ALWAYS_OUT, DEMAND_IN)])
def test_a_call_that_either_side_wants_recorded_is_one_whole_file_of_both_sides(
        office: Office, stack: ExitStack, caller: str, called: str) -> None:
    call = Talk(office, stack, caller, called).end(2.0)

    (part,) = the_parts(call)
    assert part.file.startswith(f"{call.id}.")
    assert part.ended is not None
    assert seconds_of(file_of(office, part)) == pytest.approx(part.ended - part.began, abs=NEAR)
    assert seconds_of(file_of(office, part)) == pytest.approx(call.talk_seconds, abs=NEAR)
    assert_both_sides(file_of(office, part))
    assert call.recordings[0].number == caller
    assert kinds(call) == [EventKind.RECORDING]
    assert call.trail == foreseen(caller, called)
    assert "record>always" in str(call.trail)


def test_a_call_that_nobody_wants_recorded_is_not(office: Office, stack: ExitStack) -> None:
    before = files(office)

    call = Talk(office, stack, PLAIN, THIRD).end()

    assert call.recordings == ()
    assert files(office) == before
    assert call.trail == foreseen(PLAIN, THIRD)
    assert "record>never" in str(call.trail)


def test_a_call_that_nobody_answers_leaves_no_sound(office: Office, stack: ExitStack) -> None:
    caller = stack.enter_context(office.phone(SEN, PLAIN)).register().wait_registered()
    called = stack.enter_context(office.phone(SEN, ALWAYS_IN)).waits_to_be_told().register().wait_registered()
    caller.call(ALWAYS_IN)
    called.wait_incoming()
    caller.hang_up()

    call = office.row()

    assert (call.outcome, call.recordings) == (Outcome.CANCELLED, ())
    assert all(each.stat().st_size == 0 for each in office.cell.cell.monitor.rglob(f"{call.id}.*"))


@pytest.mark.parametrize(("caller", "called", "presser"), [(DEMAND_OUT, PLAIN, "caller"), (PLAIN, DEMAND_IN, "called"),
                                                           (DEMAND_OUT, DEMAND_IN, "called")])
def test_codes_begin_pause_resume_and_stop_whoever_may_press_them(
        office: Office, stack: ExitStack, caller: str, called: str, presser: str) -> None:
    talk = Talk(office, stack, caller, called)
    phone: Phone = getattr(talk, presser)
    for code in ("*1", "*2", "*2", "*3"):
        phone.send_dtmf(code)
        time.sleep(1.7)
    call = talk.end(0.2)

    first, second = the_parts(call)
    assert [each.file.rpartition(".")[0].rpartition(".")[0] for each in (first, second)] == [call.id, call.id]
    assert first.ended is not None
    assert second.ended is not None
    assert first.ended < second.began
    for part in (first, second):
        assert seconds_of(file_of(office, part)) == pytest.approx((part.ended or 0) - part.began, abs=NEAR)
        middle = sides_of(file_of(office, part))
        assert is_tone(middle[0][:RATE // 2], CALLER_TONE)
        assert is_tone(middle[1][:RATE // 2], CALLED_TONE)
    assert kinds(call) == [EventKind.RECORDING, EventKind.RECORDING_PAUSED, EventKind.RECORDING_RESUMED,
                           EventKind.RECORDING_ENDED]
    assert call.trail == foreseen(caller, called)


@pytest.mark.parametrize(("caller", "called", "presser"), [
    (DEMAND_OUT, PLAIN, "called"), (PLAIN, DEMAND_IN, "caller"), (PLAIN, THIRD, "caller")])
def test_codes_do_nothing_for_who_may_not_press_them(
        office: Office, stack: ExitStack, caller: str, called: str, presser: str) -> None:
    talk = Talk(office, stack, caller, called)
    getattr(talk, presser).send_dtmf("*1")

    assert talk.end().recordings == ()


def test_no_phone_stops_what_is_always_recorded(office: Office, stack: ExitStack) -> None:
    talk = Talk(office, stack, ALWAYS_OUT, DEMAND_IN)
    talk.called.send_dtmf("*3")
    time.sleep(1)
    talk.caller.send_dtmf("*3")
    call = talk.end()

    (part,) = the_parts(call)
    assert seconds_of(file_of(office, part)) == pytest.approx(call.talk_seconds, abs=NEAR)


def test_new_calls_are_not_recorded_while_recording_is_stopped_and_the_trail_says_so(
        office: Office, stack: ExitStack) -> None:
    before = files(office)
    office.cell.engine.stop_recording(frozenset({SEN}))
    try:
        call = Talk(office, stack, PLAIN, ALWAYS_IN).end()
    finally:
        office.cell.engine.stop_recording(frozenset())

    assert call.recordings == ()
    assert files(office) == before
    assert call.trail == foreseen(PLAIN, ALWAYS_IN, recording_stopped=True)
    assert str(call.trail).startswith(trail(f"dialled({ALWAYS_IN})>extension", "calls>free", "find>found",
                                            "record>stopped"))


def test_on_hold_the_recording_goes_on(office: Office, stack: ExitStack) -> None:
    talk = Talk(office, stack, PLAIN, ALWAYS_IN)
    time.sleep(1)
    talk.called.hold()
    time.sleep(1)
    talk.called.resume()
    call = talk.end(1)

    (part,) = the_parts(call)
    assert seconds_of(file_of(office, part)) == pytest.approx(call.talk_seconds, abs=2 * NEAR)


@pytest.mark.parametrize("who", ["caller", "called"])
def test_a_blind_transfer_ends_the_recording_and_is_decided_anew(office: Office, stack: ExitStack, who: str) -> None:
    """101 may go on to 102, who is recorded, or to 106, who is not."""
    third = stack.enter_context(office.phone(SEN, THIRD, tone=THIRD_TONE)).answers_by_itself()
    third.register().wait_registered()
    talk = Talk(office, stack, PLAIN, ALWAYS_IN)
    time.sleep(1)
    getattr(talk, who).transfer(THIRD)
    third.wait_talking()
    time.sleep(1)
    third.hang_up()
    call = office.row()

    (part,) = the_parts(call)
    assert part.ended is not None
    assert seconds_of(file_of(office, part)) == pytest.approx(part.ended - part.began, abs=2 * NEAR)
    assert part.ended - part.began == pytest.approx(1, abs=0.5)
    assert "record>never" in str(call.trail)


def test_a_transfer_to_somebody_who_is_recorded_begins_a_recording(office: Office, stack: ExitStack) -> None:
    third = stack.enter_context(office.phone(SEN, ALWAYS_IN, tone=THIRD_TONE)).answers_by_itself()
    third.register().wait_registered()
    talk = Talk(office, stack, PLAIN, THIRD)
    time.sleep(0.5)
    talk.called.transfer(ALWAYS_IN)
    third.wait_talking()
    time.sleep(1.5)
    third.hang_up()
    call = office.row()

    (part,) = the_parts(call)
    assert part.ended is not None
    assert seconds_of(file_of(office, part)) == pytest.approx(part.ended - part.began, abs=2 * NEAR)
    assert_both_sides(file_of(office, part), CALLER_TONE, THIRD_TONE)


def test_what_was_said_until_the_engine_was_killed_can_be_played(
        reachable_path: Path, engine_program: EngineProgram, stack: ExitStack) -> None:
    with cell_on(recording_snapshot(), reachable_path, engine_program) as cell:
        office = Office(cell)
        Talk(office, stack, PLAIN, ALWAYS_IN)
        time.sleep(3)
        cell.kill()
        cell.start()
        call = office.row()

        (part,) = the_parts(call)
        assert (call.outcome, part.ended) == (Outcome.INTERRUPTED, None)
        assert 3 - MOST_LOST < seconds_of(file_of(office, part)) < 3.5
        assert_both_sides(file_of(office, part))


def test_both_sides_hear_that_they_are_recorded_before_they_talk(
        reachable_path: Path, engine_program: EngineProgram, stack: ExitStack) -> None:
    with cell_on(recording_snapshot(announced=True), reachable_path, engine_program) as cell:
        office = Office(cell)
        talk = Talk(office, stack, PLAIN, ALWAYS_IN)
        time.sleep(3)
        for phone, tone in ((talk.caller, CALLED_TONE), (talk.called, CALLER_TONE)):
            heard = np.array(phone.heard_samples()[:RATE], dtype=np.float64)
            assert strongest(heard) > 0
            assert not is_tone(heard, tone)
            phone.wait_hears(tone)
        call = talk.end(1)

        (part,) = the_parts(call)
        told = [(each.kind, each.leg, each.detail) for each in call.timeline]
        assert {(EventKind.ANNOUNCED, leg, "call-recorded") for leg in (0, 1)} <= set(told)
        assert part.ended is not None
        assert seconds_of(file_of(office, part)) == pytest.approx(part.ended - part.began, abs=NEAR)
        assert part.began > 1.5
        assert_both_sides(file_of(office, part))
