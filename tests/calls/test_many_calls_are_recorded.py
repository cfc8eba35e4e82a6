"""Many calls, a tone of its own on each side of each: every file is whole, its sides right, its row known."""

import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from actors.tone_phone import ToneCall, ToneDesk, Voices
from calls.office import SEN, Office
from calls.recorded_office import ALWAYS_IN, PLAIN, file_of, recording_snapshot, the_parts
from cells import RTP_PORTS, cell_on, free_ports
from tones import RATE, is_tone, seconds_of, sides_of, strongest
from tongdai.domain.call import Call, Outcome
from tongdai.engine import EngineProgram

pytestmark = [pytest.mark.wet, pytest.mark.asterisk]

AT_ONCE, HOLD = 20, 2.0
PORTS_OF_A_CALL = 4
NEAR, NEAR_HERTZ = 0.1, 3.0
MOST_LOST = 1.1
"""Seconds: the engine hands 32 KiB at a time to the disk (main/file.c, 22.10.1), 1.02 s of two sides."""


def tone_calls(number: int) -> list[ToneCall]:
    """No tone stands on two sides of one call, and no two calls have the same two."""
    return [ToneCall(300 + 7 * (at % 200), 1800 + 11 * (at % 137)) for at in range(number)]


def tones_of(office: Office, call: Call) -> tuple[float, float]:
    """What is heard on the left and on the right of a call's recording, away from its edges."""
    (part,) = the_parts(call)
    left, right = (strongest(each[RATE // 4:-RATE // 4]) for each in sides_of(file_of(office, part)))
    return left, right


def fault_of(office: Office, call: Call, placed: Sequence[ToneCall]) -> str:
    """What is wrong: a file that is not as long as its row says, or has the tones of no call that was placed."""
    (part,) = the_parts(call)
    assert part.file.startswith(f"{call.id}.")
    assert part.ended is not None
    seconds = seconds_of(file_of(office, part))
    if abs(seconds - (part.ended - part.began)) > NEAR or abs(seconds - call.talk_seconds) > NEAR:
        return f"{part.file} has {seconds:.2f} s of {part.ended - part.began:.2f}"
    left, right = tones_of(office, call)
    if not any(abs(left - each.caller_tone) < NEAR_HERTZ and abs(right - each.called_tone) < NEAR_HERTZ
               for each in placed):
        return f"{part.file} has tones of {left:.0f} and {right:.0f} Hz"
    return ""


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

    faults = [fault for each in rows if (fault := fault_of(office, each, placed))]
    assert not faults, f"{len(faults)} of {calls}: {faults[:5]}"
    assert len(rows) == calls
    assert len({tuple(map(round, tones_of(office, each))) for each in rows}) == calls
    assert cell.complaints() == []


@pytest.mark.parametrize("calls", [10, pytest.param(50, marks=pytest.mark.long)])
def test_what_was_said_until_the_engine_was_killed_can_be_played_of_every_call(
        reachable_path: Path, engine_program: EngineProgram, calls: int) -> None:
    ports = free_ports()
    ports["rtp_last_port"] = ports["rtp_first_port"] + PORTS_OF_A_CALL * calls + RTP_PORTS
    with (cell_on(recording_snapshot(), reachable_path, engine_program, **ports) as cell, Voices() as voices):
        office = Office(cell)
        with office.raw(SEN, PLAIN) as caller, office.raw(SEN, ALWAYS_IN) as called:
            desk = ToneDesk(caller, called, voices)
            assert called.register().status == 200
            placed = tone_calls(calls)
            desk.begin(placed, ALWAYS_IN)
            time.sleep(2 * HOLD)
            cell.kill()
            killed = time.monotonic()
            desk.forget(placed)
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
