"""A deployment is killed at one system call after the other: the old tree or the new one is whole, no hand is needed.

Calls that change nothing are not killed at: what they leave is what the last changing call left.
"""

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from cells import RunningCell, cell_in
from engine.deploy_once import RELEASES, build, surroundings, told
from tongdai.compiler import lint_build
from tongdai.engine import EngineProgram
from tongdai.engine.deploy import settle_cell
from tongdai.engine.generation import Generation, current_generation
from tongdai.engine.start import check_engine

pytestmark = [pytest.mark.wet, pytest.mark.asterisk]

CHANGING = ",".join(f"?{name}" for name in (
    "write", "pwrite64", "fsync", "rename", "renameat", "renameat2", "mkdir", "mkdirat", "rmdir", "unlink", "unlinkat",
    "link", "linkat", "symlink", "symlinkat", "chmod", "fchmod", "fchmodat", "chown", "fchown", "fchownat", "lchown",
    "ftruncate", "sendto", "flock", "connect"))
"""A question mark lets strace pass over a call that this processor's kernel does not have."""
SAMPLES = 12

Call = tuple[str, int]
"""A system call by its name, and the how manieth of that name it is, which is what strace counts."""



@pytest.fixture(scope="module")
def cell(shared_path: Path, engine_program: EngineProgram) -> Iterator[RunningCell]:
    """Serves `one`, with `two` proved already, so that only the deployment itself is under the knife."""
    with cell_in(shared_path, engine_program) as cell:
        cell.engine.deploy(build("one"), RELEASES["one"])
        cell.start()
        assert cell.engine.prove(build("two")).findings == ()
        yield cell


def test_a_deployment_killed_anywhere_leaves_a_running_engine_on_old_or_new(cell: RunningCell) -> None:
    for call in _spread(_calls(cell)):
        _kill_at(cell, call)

        generation = _whole(cell)
        settle_cell(cell.cell)
        generation = _whole(cell)
        assert check_engine(cell.cell, generation) == (), f"killed at {call}"
        cell.engine.deploy(build("one"), RELEASES["one"])


def test_a_deployment_killed_anywhere_leaves_a_stopped_engine_that_starts(cell: RunningCell) -> None:
    cell.stop()
    for call in _spread(_calls(cell))[::3]:
        _kill_at(cell, call)

        _whole(cell)
        cell.start()
        assert check_engine(cell.cell, cell.boot, _whole(cell)) == (), f"killed at {call}"
        cell.stop()
        cell.engine.deploy(build("one"), RELEASES["one"])
    cell.start()


@pytest.mark.long
def test_a_deployment_killed_at_every_call_leaves_old_or_new(cell: RunningCell) -> None:
    killed = 0
    for call in _calls(cell):
        killed += _kill_at(cell, call)

        settle_cell(cell.cell)
        assert check_engine(cell.cell, cell.boot, _whole(cell)) == (), f"killed at {call}"
        cell.engine.deploy(build("one"), RELEASES["one"])
    assert killed > 100


def _whole(cell: RunningCell) -> Generation:
    """The generation in force, which is one of the two to the last byte."""
    generation = current_generation(cell.cell)
    assert generation is not None
    which = {build(name).digest: name for name in RELEASES}[generation.build.digest]
    assert generation.build.files == build(which).files
    assert generation.build.database == build(which).database
    assert generation.releases == RELEASES[which]
    assert lint_build(generation.build) == ()
    return generation


def _kill_at(cell: RunningCell, call: Call) -> bool:
    """Deploy `two` in a process that dies as it enters this call; False where it had nothing as far as that to do."""
    name, nth = call
    status = _deploy(cell, ["-e", f"inject={name}:signal=KILL:when={nth}", "-o", os.devnull])
    assert status in (0, -9, 137)
    return status != 0


def _calls(cell: RunningCell) -> list[Call]:
    """The changing calls of one whole deployment, in order."""
    record = cell.settings.data / "calls.txt"
    assert _deploy(cell, ["-o", str(record)]) == 0
    names = re.findall(r"^\d+ +(\w+)\(", record.read_text(errors="replace"), re.MULTILINE)
    cell.engine.deploy(build("one"), RELEASES["one"])
    seen: Counter[str] = Counter()
    return [(name, seen[name]) for name in names if not seen.update([name])]


def _deploy(cell: RunningCell, options: list[str]) -> int:
    command = ["strace", "-f", "-qq", "-e", f"trace={CHANGING}", "-e", "signal=none", *options]
    return subprocess.run(
        [*command, sys.executable, "-m", "engine.deploy_once", told(cell.settings, cell.engine.program), "two"],
        env=surroundings(), timeout=60, check=False, capture_output=True).returncode


def _spread(calls: list[Call]) -> list[Call]:
    """A few from the first call that changes the tree to the last of all."""
    assert len(calls) > SAMPLES
    first = calls.index(("flock", 1))
    later = calls[first:]
    return [later[(len(later) - 1) * step // (SAMPLES - 1)] for step in range(SAMPLES)]
