"""A disk that is full in the middle of a deployment: one sentence, nothing changed, and it works again afterwards."""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from cells import RunningCell
from engine.deploy_once import RELEASES, build, surroundings, told
from tongdai.domain.snapshot import Snapshot
from tongdai.engine.generation import current_generation
from tongdai.engine.start import check_engine

pytestmark = [pytest.mark.wet, pytest.mark.asterisk]

CALLS = "?mkdir,?mkdirat,?write,?fsync,?link,?linkat,?symlink,?symlinkat,?rename,?renameat,?renameat2"
PROGRAM = """
import sys
from engine.deploy_once import RELEASES, build, engine_of
from tongdai.engine import EngineError
try:
    engine_of(sys.argv[1]).deploy(build("two"), RELEASES["two"])
except EngineError as error:
    sys.exit(str(error))
"""


@pytest.mark.parametrize("call", ["write:error=ENOSPC:when=1", "fsync:error=EDQUOT:when=2",
                                  "?symlink,?symlinkat:error=ENOSPC:when=3",
                                  "?rename,?renameat,?renameat2:error=ENOSPC:when=1",
                                  "?rename,?renameat,?renameat2:error=ENOSPC:when=2"])
def test_a_full_disk_is_one_sentence_and_changes_nothing(running_cell: Callable[..., RunningCell], call: str) -> None:
    cell = running_cell(Snapshot())
    cell.engine.deploy(build("one"), RELEASES["one"])
    assert cell.engine.prove(build("two")).findings == ()
    before = cell.engine.deployed()

    done = subprocess.run(
        ["strace", "-f", "-qq", "-o", os.devnull, "-e", f"trace={CALLS}", "-e", "signal=none", "-e", f"inject={call}",
         sys.executable, "-c", PROGRAM, told(cell.settings, cell.engine.program)],
        env=surroundings(), capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 1
    assert "is full; nothing was changed. Free some space and try again." in done.stderr
    assert "Traceback" not in done.stderr
    assert cell.engine.deployed() == before
    cell.engine.deploy(build("two"), RELEASES["two"])
    generation = current_generation(cell.cell)
    assert generation is not None
    assert check_engine(cell.cell, generation) == ()
