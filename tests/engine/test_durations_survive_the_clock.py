"""Durations are what passed, whatever somebody does to the wall clock meanwhile."""

import pytest

from spool import captured
from tongdai.domain.call import Call
from tongdai.engine import Ledger, fold_lines
from tongdai.engine.events import CallEvent, clock_line, parse_line, write_line

STORY = "answered_caller_hangs_up"
STEADY = 5000.0
HOUR, DAY = 3600.0, 86400.0


def shifted(line: str, seconds: float) -> str:
    event = parse_line(line)
    assert event
    return write_line(CallEvent(event.kind, event.wall + seconds, event.channel, event.linked, event.name, event.trail,
                                event.codec, event.tenant, event.extra))


def started(lines: list[str]) -> float:
    event = parse_line(lines[0])
    assert event
    return event.wall


def one(lines: list[str]) -> Call:
    [call] = fold_lines(Ledger(), lines, "c1").calls
    return call


@pytest.mark.parametrize("jump", [HOUR, -HOUR, DAY, -DAY, 0.3, -0.3])
@pytest.mark.parametrize("at", [1, 2, 4, 5])
def test_a_jump_that_was_seen_changes_no_duration(jump: float, at: int):
    lines = captured(STORY)
    begin = started(lines)
    seconds = {1: 0.0003, 2: 0.9, 4: 2.0, 5: 3.0061}[at]
    noticed = clock_line(begin + seconds + jump, STEADY + seconds).rstrip("\n")
    moved = [*lines[:at], noticed, *(shifted(line, jump) for line in lines[at:])]

    call = one([clock_line(begin - 1, STEADY - 1).rstrip("\n"), *moved])

    assert (call.ring_seconds, call.talk_seconds) == pytest.approx((1.009, 1.996), abs=0.01)


@pytest.mark.parametrize("jump", [HOUR, -HOUR, DAY, -DAY])
def test_an_answer_between_the_jump_and_its_being_seen_is_put_right(jump: float):
    lines = captured(STORY)
    begin = started(lines)
    noticed = clock_line(begin + 1.9 + jump, STEADY + 1.9).rstrip("\n")
    moved = [*lines[:2], *(shifted(line, jump) for line in lines[2:4]), noticed,
             *(shifted(line, jump) for line in lines[4:])]

    call = one([clock_line(begin - 1, STEADY - 1).rstrip("\n"), *moved])

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

    call = one([clock_line(begin - 900, STEADY).rstrip("\n"), clock_line(begin - 1, 10.0).rstrip("\n"), *lines])

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
    watch = clock_line(begin - 1, STEADY - 1).rstrip("\n")
    noticed = clock_line(begin + 2.0 - HOUR, STEADY + 2.0).rstrip("\n")

    first = fold_lines(Ledger(), [watch, *lines[:4]], "c1")
    [call] = fold_lines(first.ledger, [noticed, *(shifted(line, -HOUR) for line in lines[4:])], "c1").calls

    assert call.talk_seconds == pytest.approx(1.996, abs=0.01)
