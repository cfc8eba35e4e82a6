"""Taking a recording over, and erasing it, is killed at one system call after the other: it is there, or it is gone.

Calls that change nothing are not killed at: what they leave is what the last changing call left.
"""

import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from houserecordings import recorded_call, sides, tone
from tongdai.domain.call import Call

pytestmark = pytest.mark.wet

CHANGING = ",".join(f"?{name}" for name in (
    "write", "writev", "pwrite64", "fsync", "fdatasync", "rename", "renameat", "renameat2", "unlink", "unlinkat",
    "ftruncate", "mkdir", "mkdirat", "link", "linkat"))
"""A question mark lets strace pass over a call that this processor's kernel does not have."""
SAMPLES = 6
ROOT = Path(__file__).parents[2]
FILE = "c.1-1.raw"

SystemCall = tuple[str, int]
"""A system call by its name, and the how manieth of that name it is, which is what strace counts."""


def a_recorded_call() -> Call:
    """A call of long ago."""
    return recorded_call("sen", "c.1", started=datetime.now(UTC) - timedelta(hours=3))


@pytest.fixture(params=["no", "yes"], ids=["plain", "sealed"])
def data(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data directory with one recording that waits."""
    monkeypatch.setenv("TONGDAI_SEAL_RECORDINGS", request.param)
    data = tmp_path / "data"
    (data / "monitor" / "sen").mkdir(parents=True)
    (data / "monitor" / "sen" / FILE).write_bytes(sides(tone(440, 4), tone(1000, 4)))
    written = datetime.now(UTC).timestamp() - 2 * 3600
    os.utime(data / "monitor" / "sen" / FILE, (written, written))
    assert run(data, "record") == 0
    return data


def test_a_keeper_killed_anywhere_keeps_the_recording(data: Path):
    for call in spread(calls_of(data)):
        assert killed_and_resumed(data, call) == "kept", f"killed at {call}"


@pytest.mark.long
def test_a_keeper_killed_at_every_call_keeps_the_recording(data: Path):
    for call in calls_of(data):
        assert killed_and_resumed(data, call) == "kept", f"killed at {call}"


def test_an_eraser_killed_anywhere_leaves_nothing(data: Path):
    assert run(data, "keep") == 0
    assert run(data, "delete") == 0
    for call in spread(calls_of(data))[::2]:
        assert killed_and_resumed(data, call) == "gone", f"killed at {call}"


def killed_and_resumed(data: Path, call: SystemCall) -> str:
    """What became of the recording when its keeper died as it entered this call, and another one went on."""
    place = copy(data)
    name, nth = call
    assert run(place, "keep", "-e", f"inject={name}:signal=KILL:when={nth}", "-o", os.devnull) in (0, -9, 137)
    assert standing(place) in {"waiting", "kept", "erased", "gone"}, "it is whole at every moment"
    assert run(place, "keep") == 0
    return standing(place)


def standing(data: Path) -> str:
    """The state of the recording; fails where its files are not as that state has it."""
    with sqlite3.connect(data / "database" / "tongdai.sqlite3") as database:
        rows = database.execute("SELECT state, size, digest, sealed FROM store_recording").fetchall()
    database.close()
    source = data / "monitor" / "sen" / FILE
    files = [each for each in (data / "recordings").rglob("*") if each.is_file()]
    if not rows:
        assert not source.exists()
        assert files == []
        return "gone"
    state, size, digest, sealed = rows[0]
    if state == "waiting":
        assert source.stat().st_size == 4 * 32_000, "the source stays until its copy is written down"
    if state == "kept":
        (file,) = [each for each in files if not each.name.startswith(".")]
        assert sealed or (file.stat().st_size, hashlib.sha256(file.read_bytes()).hexdigest()) == (size, digest)
    return str(state)


def calls_of(data: Path) -> list[SystemCall]:
    """The changing calls of one whole round, in order."""
    place = copy(data)
    record = place / "calls.txt"
    assert run(place, "keep", "-o", str(record)) == 0
    names = re.findall(r"^\d+ +(\w+)\(", record.read_text(errors="replace"), re.MULTILINE)
    seen: Counter[str] = Counter()
    return [(name, seen[name]) for name in names if not seen.update([name])]


def spread(calls: list[SystemCall]) -> list[SystemCall]:
    """A few from the first to the last."""
    assert len(calls) > SAMPLES
    return [calls[(len(calls) - 1) * step // (SAMPLES - 1)] for step in range(SAMPLES)]


def copy(data: Path) -> Path:
    place = data.with_name("copy")
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(data, place, symlinks=True)
    return place


def run(data: Path, what: str, *options: str) -> int:
    strace = ["strace", "-f", "-qq", "-e", f"trace={CHANGING}", "-e", "signal=none", *options] if options else []
    environment = {**os.environ, "TONGDAI_DATA": str(data), "PYTHONDONTWRITEBYTECODE": "1",
                   "PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'tests'}"}
    return subprocess.run([*strace, sys.executable, "-m", "actions.keep_once", what], env=environment, timeout=120,
                          check=False, capture_output=True).returncode
