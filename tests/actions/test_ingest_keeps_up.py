"""The bench of reading the spool, on a small scale: every call is a row, and thousands of open calls change nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.wet

ROOT = Path(__file__).resolve().parents[2]
CALLS = 6000


def test_every_call_is_one_row_however_many_are_open():
    done = subprocess.run(
        [sys.executable, str(ROOT / "bench" / "ingest.py"), "--calls", str(CALLS)], capture_output=True, text=True,
        timeout=120, check=False, env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'tests'}"})

    report = json.loads(done.stdout)
    plain, open_calls = report["cases"]["plain"], report["cases"]["thousands_open"]
    assert plain["rows"] == plain["calls"] == open_calls["rows"] == CALLS
    assert open_calls["cpu_seconds"] < 3 * plain["cpu_seconds"]
