"""The supervisor is killed at random moments: nothing is left over, the engine goes on or comes back, calls live."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from cells import RunningCell, cell_in
from engine.calling import CALLEE, CALLER
from engine.casts import both
from engine.supervisors import Supervisor
from load import calling, desk
from tongdai.engine import EngineProgram
from tongdai.engine.boot import running_boot
from tongdai.engine.leftovers import engines_of, marked_processes
from tongdai.engine.process import kill_process

pytestmark = [pytest.mark.wet, pytest.mark.asterisk]

SECONDS_TO_SERVE = 5.0
moment = Random()


@pytest.fixture
def cell(reachable_path: Path, engine_program: EngineProgram) -> Iterator[RunningCell]:
    """A cell with a configuration; whatever supervisors left of it is ended."""
    with cell_in(reachable_path, engine_program) as cell:
        cell.publish(both())
        yield cell
        for left in (*engines_of(cell.cell), *marked_processes(cell.settings.data)):
            kill_process(left)


def services_of(cell: RunningCell) -> list[int]:
    """The two services, each the first of its session, once there are two and no more."""
    deadline = time.monotonic() + 10
    found: list[int] = []
    while time.monotonic() < deadline:
        found = []
        for mark in marked_processes(cell.settings.data):
            with suppress(OSError):
                found += [mark.pid] if os.getsid(mark.pid) == mark.pid else []
        if len(found) == 2:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{len(found)} services")


def is_alone(cell: RunningCell, supervisor: Supervisor) -> bool:
    """Whether there is one engine, the one that is written down, and both services are this supervisor's."""
    parents = {int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1]) for pid in services_of(cell)}
    return engines_of(cell.cell) == [cell.boot.process] and parents == {supervisor.process.pid}


@pytest.mark.parametrize("kills", [3, pytest.param(100, marks=pytest.mark.long)])
def test_calls_live_and_nothing_is_left_over(cell: RunningCell, kills: int) -> None:
    port, boots = cell.settings.sip_port, set()
    with Supervisor.start(cell) as first:
        first.hear("serves SIP")
        first.kill()
    with desk(port, [CALLEE], seconds=60 + 10 * kills), \
            calling(port, [CALLER], rate=4, hold_seconds=3, seconds=60 + 10 * kills) as load:
        for _ in range(kills):
            with Supervisor.start(cell) as supervisor:
                time.sleep(2 * moment.random())
                supervisor.kill()
            boots.add(cell.boot.name)
        result = load.finish()

    with Supervisor.start(cell) as last:
        last.hear("still runs")
        assert is_alone(cell, last)
    assert len(boots) == 1
    assert (result.failed, result.successful > 2 * kills) == (0, True)
    assert (engines_of(cell.cell), marked_processes(cell.settings.data)) == ([], [])


@pytest.mark.parametrize("kills", [3, pytest.param(100, marks=pytest.mark.long)])
def test_a_supervisor_that_dies_while_it_starts_an_engine_leaves_one_or_none(cell: RunningCell, kills: int) -> None:
    for _ in range(kills):
        with Supervisor.start(cell) as supervisor:
            time.sleep(0.2 + moment.random())
            supervisor.kill()
        if running_boot(cell.cell) is not None and moment.random() < 0.5:
            os.kill(cell.boot.process.pid, signal.SIGKILL)
        with Supervisor.start(cell) as successor:
            assert successor.wait_serving() < SECONDS_TO_SERVE
            successor.hear("engine ", 5)
            deadline = time.monotonic() + 5
            while not is_alone(cell, successor):
                assert time.monotonic() < deadline
                time.sleep(0.1)
        assert (engines_of(cell.cell), marked_processes(cell.settings.data)) == ([], [])
