"""The load that tests put on a house counts right: what it calls completed was completed."""

import time
from pathlib import Path

import pytest

from cells import cell_on
from engine.calling import CALLEE, CALLER
from engine.casts import both
from load import calling, desk
from tongdai.engine import EngineProgram

pytestmark = [pytest.mark.wet, pytest.mark.asterisk]


def test_calls_at_a_rate_are_each_seen_answered_and_over(reachable_path: Path, engine_program: EngineProgram) -> None:
    with (cell_on(both(), reachable_path, engine_program) as cell, desk(cell.settings.sip_port, [CALLEE]),
          calling(cell.settings.sip_port, [CALLER], rate=20, hold_seconds=0.5, calls=20) as load):
        load.reach(10)
        began = time.time()
        assert load.wait().successful == 20

    tally = load.tally()
    assert len(tally.completed) == len(tally.calls) == 20
    assert all(0.4 < (each.over or 0) - each.answered < 2 for each in tally.calls)
    assert 1 <= len(tally.up_at(began)) <= 20


def test_calls_that_an_engines_death_cut_off_are_not_called_completed(
        reachable_path: Path, engine_program: EngineProgram) -> None:
    with (cell_on(both(), reachable_path, engine_program) as cell, desk(cell.settings.sip_port, [CALLEE]),
          calling(cell.settings.sip_port, [CALLER], rate=20, hold_seconds=3, calls=20) as load):
        load.reach(20)
        cell.kill()
        killed = time.time()
        tally = load.tally()

    assert tally.completed == ()
    assert len(tally.up_at(killed)) == 20
