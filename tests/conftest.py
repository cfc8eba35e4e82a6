"""What tests of every room share: one real engine per machine, and directories its unprivileged user may enter."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tongdai.engine import EngineError, EngineProgram, install_engine
from tongdai.engine.installed import private_program
from tongdai.engine.machine import require_reachable
from tongdai.settings import Settings

CHECKOUT = Path(__file__).resolve().parents[1]
ENGINE_VARIABLE = "TONGDAI_TEST_ENGINE"


@pytest.fixture(scope="session")
def engine_program() -> EngineProgram:
    """A real Asterisk: the one at $TONGDAI_TEST_ENGINE, or one kept beside the checkout, brought when missing."""
    named = os.environ.get(ENGINE_VARIABLE)
    if named:
        program = private_program(Path(named))
        assert program, f"{ENGINE_VARIABLE} is {named}, where no engine is installed; unset it or correct it"
        return program
    return bring_test_engine()


def bring_test_engine() -> EngineProgram:
    """Install the engine of the tests once; runs beside each other wait for one another."""
    data = engine_cache()
    data.mkdir(parents=True, exist_ok=True)
    with (data / "engine.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return install_engine(Settings(data=data))


def engine_cache() -> Path:
    """`.cache` of the checkout; where the engine's unprivileged user could not enter that, the system's cache."""
    beside = CHECKOUT / ".cache"
    try:
        require_reachable(beside)
    except EngineError:
        return Path("/var/cache/tongdai-tests")
    return beside


@pytest.fixture
def reachable_path() -> Iterator[Path]:
    """A temporary directory like `tmp_path`, but one that an engine started by root may enter."""
    directory = Path(tempfile.mkdtemp(prefix="tongdai-test-"))
    directory.chmod(0o755)
    yield directory
    shutil.rmtree(directory, ignore_errors=True)
