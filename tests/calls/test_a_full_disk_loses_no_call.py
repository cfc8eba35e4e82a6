"""Full disks under a whole installation: every call is carried and recorded, an alarm tells within ten seconds, and
everything goes on by itself once there is room. On real, small disks; where none may be mounted, the parts have tests
of their own (`tests/engine/test_reserve.py`, `tests/actions/test_budgets_raise_alarms.py`)."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from smalldisk import way_to_mount

pytestmark = [pytest.mark.wet, pytest.mark.asterisk]

TESTS = Path(__file__).resolve().parents[1]
DISKS = {"database": 32, "recordings": 16, "spool": 48, "logs": 24}
ALL_AT_ONCE = {"disks": DISKS, "steps": [[*DISKS]]}
ONE_DISK_AND_A_KILL = {"disks": {"": 150}, "steps": [[""]], "kill": True}
EACH = {"disks": DISKS, "steps": [[name] for name in DISKS]}
EACH_AND_A_KILL = {**EACH, "kill": True}


@pytest.mark.parametrize("plan", [
    pytest.param(ALL_AT_ONCE, id="four disks, all full at once"),
    pytest.param(ONE_DISK_AND_A_KILL, id="one disk, and the engine killed while it is full"),
    pytest.param(EACH, id="four disks, one after the other", marks=pytest.mark.long),
    pytest.param(EACH_AND_A_KILL, id="the same, and the engine killed while each is full", marks=pytest.mark.long)])
def test_nothing_is_lost_while_a_disk_is_full(plan: dict[str, Any], reachable_path: Path):
    way = way_to_mount(reachable_path)
    if not way:
        return

    done = subprocess.run(
        [*way, sys.executable, "-m", "calls.full_disk_once", str(reachable_path), json.dumps(plan)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS.parent / "src"), str(TESTS)])},
        capture_output=True, text=True, check=False, timeout=300)

    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    for step in report["steps"]:
        print(step)
        assert step["told"] <= 10, report
        assert (step["answered"], step["rows"]) == (step["placed"], step["placed"]), report
        assert step["recorded"] == (step["placed"] if step["recording"] else 0), report
        assert step["recorded_again"] == 50, report
        assert step["logged"] <= 30, report
        assert step["over"] <= 30, report
        assert step["back"] <= 10, report
        assert step["reserve"][1] == 8_000_000, report
