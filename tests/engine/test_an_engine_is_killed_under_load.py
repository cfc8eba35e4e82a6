"""`kill -9` at random moments of 40 calls a second: every call that its caller saw answered has its row."""

import os
import signal
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from actors.sipp import Login
from cells import RunningCell, cell_in
from engine.casts import SEN, extension
from engine.supervisors import Supervisor
from load import Seen, calling, desk
from tongdai.domain.call import Call, Outcome
from tongdai.domain.snapshot import Snapshot, TenantSnapshot
from tongdai.domain.tenant import Package, Tenant
from tongdai.engine import EngineProgram, Ledger, fold_lines

pytestmark = [pytest.mark.wet, pytest.mark.asterisk]

RATE, HOLD_SECONDS, CALLERS = 40, 3.0, 400
BUSY = Package(handle="busy", name="Busy", extensions=1000, concurrent_calls=2000)
CALLEE = Login(f"{SEN}-2000", "Kq7mW2xTz9Rb2000")
NUMBERS = range(1001, 1001 + CALLERS)
LOGINS = [Login(f"{SEN}-{number}", f"Kq7mW2xTz9Rb{number}", "2000") for number in NUMBERS]
SETTLED_SECONDS = 7.0
NEAR, MOST_WRONG = 4.0, 5.0
"""A caller calls again after ten seconds, so that a row within four can be no other call's."""

moment = Random()


@pytest.fixture
def cell(reachable_path: Path, engine_program: EngineProgram) -> Iterator[RunningCell]:
    """A cell with a tenant that may call as much as it likes."""
    numbers = (*NUMBERS, 2000)
    house = TenantSnapshot(Tenant(key=SEN, handle="sen", name="Sen", package="busy"), BUSY,
                           tuple(extension(number) for number in numbers))
    with cell_in(reachable_path, engine_program) as cell:
        cell.publish(Snapshot(tenants=(house,)))
        yield cell


def rows_of(cell: RunningCell) -> list[Call]:
    """Every call, folded from the whole spool."""
    lines = [each.text for each in cell.engine.spool("", 10_000_000)]
    calls = fold_lines(Ledger(), lines, "c1").calls
    assert len({each.id for each in calls}) == len(calls)
    return list(calls)


def answered_at(call: Call) -> float:
    """When it was answered, by the wall clock; where the engine died before it could write that down, its start."""
    return call.started.timestamp() + (call.ring_seconds if call.answered_by else 0.0)


def rows_for(seen: Sequence[Seen], rows: Sequence[Call]) -> dict[Seen, Call]:
    """The row of each call: the same caller's, answered at the same time; each row once."""
    of_caller: dict[str, list[Call]] = defaultdict(list)
    for row in sorted(rows, key=answered_at):
        of_caller[f"{SEN}-{row.caller}"].append(row)
    found: dict[Seen, Call] = {}
    for each in sorted(seen, key=lambda one: one.answered):
        near = [row for row in of_caller[each.account] if abs(answered_at(row) - each.answered) < NEAR]
        if near:
            found[each] = min(near, key=lambda row: abs(answered_at(row) - each.answered))
            of_caller[each.account].remove(found[each])
    return found


def cut_off_or_over(cut_off: Sequence[tuple[Seen, float]], completed: Sequence[Seen]) -> list[tuple[Seen, float]]:
    """Every call with the moment until which it lasted."""
    return [*cut_off, *((each, each.over) for each in completed if each.over is not None)]


@pytest.mark.parametrize("kills", [3, pytest.param(100, marks=pytest.mark.long)])
def test_no_call_is_lost_when_the_engine_is_killed(cell: RunningCell, kills: int) -> None:
    port = cell.settings.sip_port
    silences: list[float] = []
    ends: list[float] = []
    with Supervisor.start(cell) as supervisor:
        supervisor.hear("serves SIP")
        with desk(port, [CALLEE], seconds=40 * kills), \
                calling(port, LOGINS, rate=RATE, hold_seconds=HOLD_SECONDS, seconds=40 * kills) as load:
            for _ in range(kills):
                time.sleep(SETTLED_SECONDS + 2 * moment.random())
                os.kill(cell.boot.process.pid, signal.SIGKILL)
                ends.append(time.time())
                silences.append(supervisor.wait_serving())
            time.sleep(HOLD_SECONDS + 1)
            tally = load.tally()
    rows = rows_of(cell)

    found = rows_for(tally.calls, rows)
    cut_off = [(each, end) for begin, end in pairwise([0.0, *ends]) for each in tally.up_at(end)
               if each.answered > begin]
    lost = [each for each in tally.completed if each not in found]
    without_row = [each for each, _ in cut_off if each not in found]
    wrong = [(each, found[each].talk_seconds) for each, until in cut_off_or_over(cut_off, tally.completed)
             if each in found and abs(found[each].talk_seconds - (until - each.answered)) > MOST_WRONG]
    interrupted = [row for row in rows if row.outcome is Outcome.INTERRUPTED and row.answered_by]
    unwritten = [each for each in found if not found[each].answered_by]
    print(f"{kills} kills: {len(tally.completed)} calls completed, {len(lost)} lost; {len(cut_off)} cut off, "
          f"{len(interrupted)} rows of interrupted ones, {len(unwritten)} died with their answer unwritten; "
          f"SIP silent {sorted(silences)[len(silences) // 2]:.2f} s (p50), {max(silences):.2f} s (most)")
    assert len(tally.completed) > 20 * kills
    assert len(cut_off) > 10 * kills
    assert (lost, without_row, wrong) == ([], [], [])
    assert len(unwritten) <= 0.02 * len(found)
