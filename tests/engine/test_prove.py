"""Scratch engines: fast, alone, and gone whatever happens to whoever started them."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cells import cell_in
from engine.casts import both
from engine.deploy_once import surroundings, told
from tongdai.compiler import compile_snapshot
from tongdai.engine import EngineProgram

pytestmark = [pytest.mark.wet, pytest.mark.asterisk]

PROGRAM = """
import sys
from engine.deploy_once import build, engine_of
while True:
    engine_of(sys.argv[1]).prove(build("one"))
"""


def engines_below(directory: Path) -> list[int]:
    """Processes whose command names something below a directory."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and str(directory).encode() in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def test_a_scratch_engine_dies_with_whoever_proves(reachable_path: Path, engine_program: EngineProgram) -> None:
    with cell_in(reachable_path, engine_program) as cell:
        scratch = cell.cell.scratch
        prover = subprocess.Popen([sys.executable, "-c", PROGRAM, told(cell.settings, engine_program)],
                                  env=surroundings())
        try:
            deadline = time.monotonic() + 20
            while not engines_below(scratch):
                assert time.monotonic() < deadline
                time.sleep(0.01)
        finally:
            prover.kill()
            prover.wait()

        deadline = time.monotonic() + 5
        while engines_below(scratch):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        assert cell.engine.prove(compile_snapshot(both())).findings == ()
        assert [path.name for path in scratch.iterdir()] == ["lock"]


def test_a_proof_of_a_thousand_extensions_is_a_matter_of_a_second(reachable_path: Path, engine_program: EngineProgram,
                                                                 ) -> None:
    build = compile_snapshot(both(sen=900, tre=100))
    with cell_in(reachable_path, engine_program) as cell:
        cell.engine.prove(compile_snapshot(both()))

        before = os.times()
        proof = cell.engine.prove(build)
        after = os.times()

    assert proof.findings == ()
    used = sum(getattr(after, each) - getattr(before, each)
               for each in ("user", "system", "children_user", "children_system"))
    assert used < 1.5, f"{used:.2f} seconds of processor time"
