"""Durations are what passed, whatever somebody does to the wall clock meanwhile."""

import pytest

from spool import NEXT_BOOT, captured
from tongdai.domain.call import Call
from tongdai.engine import Ledger, fold_lines
from tongdai.engine.clock import ClockReading
from tongdai.engine.events import clock_line, gone_line

STORY = "answered_caller_hangs_up"
STEADY = 5000.0
HOUR, DAY = 3600.0, 86400.0


def shifted(line: str, seconds: float) -> str:
    kind, wall, rest = line.split("\t", 2)
    return f"{kind}\t{float(wall) + seconds:.6f}\t{rest}"


def started(lines: list[str]) -> float:
    return float(lines[0].split("\t")[1])


def clocks(wall: float, steady: float, machine: str = "") -> str:
    return clock_line(ClockReading(wall, steady, machine)).rstrip("\n")


def one(lines: list[str]) -> Call:
    [call] = fold_lines(Ledger(), lines, "c1").calls
    return call


@pytest.mark.parametrize("jump", [HOUR, -HOUR, DAY, -DAY, 0.3, -0.3])
@pytest.mark.parametrize("at", [1, 2, 4, 5])
def test_a_jump_that_was_seen_changes_no_duration(jump: float, at: int):
    lines = captured(STORY)
    begin = started(lines)
    seconds = {1: 0.0003, 2: 0.9, 4: 2.0, 5: 3.0061}[at]
    noticed = clocks(begin + seconds + jump, STEADY + seconds)
    moved = [*lines[:at], noticed, *(shifted(line, jump) for line in lines[at:])]

    call = one([clocks(begin - 1, STEADY - 1), *moved])

    assert (call.ring_seconds, call.talk_seconds) == pytest.approx((1.009, 1.996), abs=0.01)


@pytest.mark.parametrize("jump", [HOUR, -HOUR, DAY, -DAY])
def test_an_answer_between_the_jump_and_its_being_seen_is_put_right(jump: float):
    lines = captured(STORY)
    begin = started(lines)
    noticed = clocks(begin + 1.9 + jump, STEADY + 1.9)
    moved = [*lines[:2], *(shifted(line, jump) for line in lines[2:4]), noticed,
             *(shifted(line, jump) for line in lines[4:])]

    call = one([clocks(begin - 1, STEADY - 1), *moved])

    assert (call.ring_seconds, call.talk_seconds) == pytest.approx((1.009, 1.996), abs=0.01)


@pytest.mark.parametrize("jump", [-HOUR, -DAY, -0.2])
def test_a_clock_that_nobody_watched_gives_no_negative_duration(jump: float):
    lines = captured(STORY)

    call = one([*lines[:4], *(shifted(line, jump) for line in lines[4:])])

    assert call.ring_seconds == 1.009
    assert 0.0 <= call.talk_seconds <= 2.0


def test_a_machine_that_was_restarted_counts_from_zero_again():
    lines = captured(STORY)
    begin = started(lines)

    call = one([clocks(begin - 900, STEADY), clocks(begin - 1, 10.0), *lines])

    assert (call.ring_seconds, call.talk_seconds) == (1.009, 1.996)


def test_the_start_of_a_call_is_what_the_wall_clock_said():
    lines = captured(STORY)

    assert one(lines).started.timestamp() == pytest.approx(started(lines), abs=1e-3)


def test_a_watch_without_a_steady_time_is_passed_over():
    broken = "CLOCK\t1795525189.000000\tclock\tclock\t\t\t\t"

    assert one([*captured(STORY)[:2], broken, *captured(STORY)[2:]]).talk_seconds == 1.996


def test_the_watch_goes_on_where_the_last_reading_of_the_spool_left_it():
    lines = captured(STORY)
    begin = started(lines)
    watch = clocks(begin - 1, STEADY - 1)
    noticed = clocks(begin + 2.0 - HOUR, STEADY + 2.0)

    first = fold_lines(Ledger(), [watch, *lines[:4]], "c1")
    [call] = fold_lines(first.ledger, [noticed, *(shifted(line, -HOUR) for line in lines[4:])], "c1").calls

    assert call.talk_seconds == pytest.approx(1.996, abs=0.01)


@pytest.mark.parametrize("up", [STEADY + 20, 10.0])
def test_a_machine_that_was_restarted_and_is_up_for_longer_than_the_first_was_is_told_apart(up: float):
    """The steady clock of another start tells nothing, however it compares."""
    lines = captured(STORY)
    begin = started(lines)
    first = [clocks(begin - 900, STEADY, "first"), *lines[:4]]
    gone = gone_line(ClockReading(begin + 61.009, STEADY + 961.009, "first"), "c1k3x9").rstrip("\n")

    call = one([*first, gone, clocks(begin + 400, up, "second"), NEXT_BOOT])

    assert call.talk_seconds == pytest.approx(60.0, abs=0.01)


@pytest.mark.parametrize("jump", [HOUR, -HOUR, DAY, -DAY])
def test_an_engine_that_died_after_a_jump_gives_its_calls_what_passed(jump: float):
    lines = captured(STORY)
    begin = started(lines)
    gone = gone_line(ClockReading(begin + 61.009 + jump, STEADY + 61.009), "c1k3x9").rstrip("\n")

    call = one([clocks(begin - 1, STEADY - 1), *lines[:4], clocks(begin + 30 + jump, STEADY + 30), gone, NEXT_BOOT])

    assert call.talk_seconds == pytest.approx(60.0, abs=0.01)
