"""Many calls, a tone of its own on each side of each: every file is whole, its sides right, its row known."""

import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from actors.tone_phone import ToneCall, ToneDesk, Voices
from calls.office import SEN, Office
from calls.recorded_office import ALWAYS_IN, PLAIN, file_of, recording_snapshot, the_parts
from cells import cell_on
from tones import RATE, is_tone, seconds_of, sides_of
from tongdai.domain.call import Call, Outcome
from tongdai.engine import EngineProgram

pytestmark = [pytest.mark.wet, pytest.mark.asterisk]

AT_ONCE, HOLD = 20, 2.0
NEAR = 0.1
MOST_LOST = 1.1
"""Seconds: the engine hands 32 KiB at a time to the disk (main/file.c, 22.10.1), 1.02 s of two sides."""


def tone_calls(number: int) -> list[ToneCall]:
    """No tone stands on two sides of one call, and no two calls have the same two."""
    return [ToneCall(300 + 7 * (at % 200), 1800 + 11 * (at % 137)) for at in range(number)]


def assert_recorded(office: Office, call: Call, placed: Sequence[ToneCall]) -> ToneCall:
    """The file is as long as its row says, and its tones are those of one of the calls that were placed."""
    (part,) = the_parts(call)
    assert part.file.startswith(f"{call.id}.")
    assert part.ended is not None
    path = file_of(office, part)
    assert seconds_of(path) == pytest.approx(part.ended - part.began, abs=NEAR)
    assert seconds_of(path) == pytest.approx(call.talk_seconds, abs=NEAR)
    left, right = (each[RATE // 4:-RATE // 4] for each in sides_of(path))
    found = [each for each in placed if is_tone(left, each.caller_tone) and is_tone(right, each.called_tone)]
    assert found, f"{path.name} has tones of no call that was placed"
    return found[0]


@pytest.mark.parametrize("calls", [20, pytest.param(1000, marks=pytest.mark.long)])
def test_every_call_is_one_whole_file_with_the_caller_left_and_the_called_right(
        reachable_path: Path, engine_program: EngineProgram, calls: int) -> None:
    with (cell_on(recording_snapshot(), reachable_path, engine_program) as cell, Voices() as voices):
        office = Office(cell)
        with office.raw(SEN, PLAIN) as caller, office.raw(SEN, ALWAYS_IN) as called:
            desk = ToneDesk(caller, called, voices)
            assert called.register().status == 200
            placed = tone_calls(calls)
            for first in range(0, calls, AT_ONCE):
                batch = placed[first:first + AT_ONCE]
                desk.begin(batch, ALWAYS_IN)
                time.sleep(HOLD)
                desk.end(batch)
                office.wait_empty()
            rows = office.rows(calls)

    matched = [assert_recorded(office, each, placed) for each in rows]
    assert len(rows) == calls
    assert len({(each.caller_tone, each.called_tone) for each in matched}) == calls
    assert cell.complaints() == []


@pytest.mark.parametrize("calls", [10, pytest.param(50, marks=pytest.mark.long)])
def test_what_was_said_until_the_engine_was_killed_can_be_played_of_every_call(
        reachable_path: Path, engine_program: EngineProgram, calls: int) -> None:
    with (cell_on(recording_snapshot(), reachable_path, engine_program) as cell, Voices() as voices):
        office = Office(cell)
        with office.raw(SEN, PLAIN) as caller, office.raw(SEN, ALWAYS_IN) as called:
            desk = ToneDesk(caller, called, voices)
            assert called.register().status == 200
            placed = tone_calls(calls)
            desk.begin(placed, ALWAYS_IN)
            time.sleep(2 * HOLD)
            cell.kill()
            killed = time.monotonic()
            cell.start()
            rows = office.rows(calls)

    assert [each.outcome for each in rows] == calls * [Outcome.INTERRUPTED]
    for row in rows:
        (part,) = the_parts(row)
        path = file_of(office, part)
        left, right = (each[RATE // 4:] for each in sides_of(path))
        (call,) = [each for each in placed if is_tone(left, each.caller_tone) and is_tone(right, each.called_tone)]
        assert part.ended is None
        assert killed - call.began - MOST_LOST < seconds_of(path) < killed - call.began + NEAR
