"""Bring the one real engine that all tests share; also a command, so that ./test can show the progress."""

import fcntl
import os
import sys
from pathlib import Path

from rich.progress import Progress as Bar

from tongdai.engine import EngineError, EngineProgram, Progress, find_engine, install_engine
from tongdai.engine.machine import require_reachable
from tongdai.engine.program import private_program
from tongdai.settings import Settings

CHECKOUT = Path(__file__).resolve().parents[1]
ENGINE_VARIABLE = "TONGDAI_TEST_ENGINE"


def bring_engine() -> EngineProgram:
    """The engine at $TONGDAI_TEST_ENGINE, or one kept beside the checkout, brought when it is missing."""
    named = os.environ.get(ENGINE_VARIABLE)
    if not named:
        return _bring_beside_checkout()
    program = private_program(Path(named))
    if program is None:
        raise LookupError(f"{ENGINE_VARIABLE} is {named}, where no engine is installed; unset it or correct it.")
    return program


def _bring_beside_checkout() -> EngineProgram:
    """Runs beside each other wait for one another."""
    data = reachable_cache()
    data.mkdir(parents=True, exist_ok=True)
    settings = Settings(data=data)
    with (data / "engine.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            return find_engine(settings)
        except EngineError:
            return _install_with_a_bar(settings)


def reachable_cache() -> Path:
    """`.cache` of the checkout; where the engine's unprivileged user could not enter that, the system's cache."""
    beside = CHECKOUT / ".cache"
    try:
        require_reachable(beside)
    except EngineError:
        return Path("/var/cache/tongdai-tests")
    return beside


def _install_with_a_bar(settings: Settings) -> EngineProgram:
    with Bar(transient=True, disable=not sys.stdout.isatty()) as bar:
        task = bar.add_task("engine")

        def show(progress: Progress) -> None:
            bar.update(task, description=progress.step, completed=progress.done, total=progress.total)

        return install_engine(settings, show)


if __name__ == "__main__":
    try:
        bring_engine()
    except (EngineError, LookupError) as error:
        sys.exit(str(error))
