"""Reading the spool is killed at one system call after the other: no call is lost, none stands twice.

Calls that change nothing are not killed at: what they leave is what the last changing call left.
"""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from spool import captured, stories
from tongdai.engine.cell import cell_directory, prepare_cell
from tongdai.engine.spool import prepare_spool, spool_folder
from tongdai.settings import Settings

pytestmark = [pytest.mark.wet, pytest.mark.asterisk]

CHANGING = ",".join(f"?{name}" for name in (
    "write", "pwrite64", "fsync", "fdatasync", "rename", "renameat", "renameat2", "unlink", "unlinkat", "ftruncate",
    "flock"))
"""A question mark lets strace pass over a call that this processor's kernel does not have."""
SAMPLES = 10
ROUNDS = 3
ROOT = Path(__file__).parents[2]

Call = tuple[str, int]
"""A system call by its name, and the how manieth of that name it is, which is what strace counts."""


@pytest.fixture
def data(reachable_path: Path) -> Path:
    """A data directory with an empty database, and a spool in which every story happened three times."""
    data = reachable_path / "data"
    data.mkdir()
    cell = cell_directory(Settings(data=data))
    prepare_cell(cell)
    prepare_spool(cell)
    lines = [line.replace("c1k3x9", f"c1b{number}") for number in range(ROUNDS) for story in stories()
             for line in captured(story)]
    (spool_folder(cell) / "calls.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert ingest(data, lines_at_once=0) == 0
    return data


def test_a_reader_killed_anywhere_loses_nothing_and_repeats_nothing(data: Path):
    expected = whole(data)
    for call in spread(calls_of(data)):
        assert killed_and_resumed(data, call) == expected, f"killed at {call}"


@pytest.mark.long
def test_a_reader_killed_at_every_call_loses_nothing_and_repeats_nothing(data: Path):
    expected = whole(data)
    for call in calls_of(data):
        assert killed_and_resumed(data, call) == expected, f"killed at {call}"


def whole(data: Path) -> list[tuple[object, ...]]:
    """The call log of an undisturbed reader."""
    place = copy(data)
    assert ingest(place) == 0
    log = logged(place)
    assert len(log) == ROUNDS * (len(stories()) + 1) - 2, "the last round's two calls are still up"
    return log


def killed_and_resumed(data: Path, call: Call) -> list[tuple[object, ...]]:
    """The call log of a reader that died as it entered this call, and of the next one."""
    place = copy(data)
    name, nth = call
    assert ingest(place, "-e", f"inject={name}:signal=KILL:when={nth}", "-o", os.devnull) in (0, -9, 137)
    assert ingest(place) == 0
    return logged(place)


def logged(data: Path) -> list[tuple[object, ...]]:
    """Every row, in the order of their ids."""
    with sqlite3.connect(data / "database" / "tongdai.sqlite3") as database:
        rows = database.execute("SELECT * FROM store_call ORDER BY id").fetchall()
    database.close()
    return rows


def calls_of(data: Path) -> list[Call]:
    """The changing calls of one whole reading, in order, from where the work begins."""
    place = copy(data)
    record = place / "calls.txt"
    assert ingest(place, "-o", str(record)) == 0
    names = re.findall(r"^\d+ +(\w+)\(", record.read_text(errors="replace"), re.MULTILINE)
    seen: Counter[str] = Counter()
    return [(name, seen[name]) for name in names if not seen.update([name])]


def spread(calls: list[Call]) -> list[Call]:
    """A few from the first to the last."""
    assert len(calls) > SAMPLES
    return [calls[(len(calls) - 1) * step // (SAMPLES - 1)] for step in range(SAMPLES)]


def copy(data: Path) -> Path:
    place = data.with_name("copy")
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(data, place, symlinks=True)
    return place


def ingest(data: Path, *options: str, lines_at_once: int = 40) -> int:
    strace = ["strace", "-f", "-qq", "-e", f"trace={CHANGING}", "-e", "signal=none", *options] if options else []
    environment = {**os.environ, "TONGDAI_DATA": str(data), "PYTHONDONTWRITEBYTECODE": "1",
                   "PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'tests'}"}
    return subprocess.run([*strace, sys.executable, "-m", "actions.ingest_once", str(lines_at_once)], env=environment,
                          timeout=60, check=False, capture_output=True).returncode
