"""The engine that is found really starts."""

import pytest

from tongdai.engine import EngineProgram
from tongdai.engine.program import is_accepted
from tongdai.engine.proofboot import prove_program
from tongdai.settings import Settings

pytestmark = [pytest.mark.wet, pytest.mark.asterisk]


def test_the_engine_of_the_tests_boots_and_says_its_version(engine_program: EngineProgram) -> None:
    version = prove_program(engine_program, Settings().engine_uid)

    assert version == engine_program.version
    assert is_accepted(version)


def test_the_engine_brings_its_modules_prompts_and_documentation(engine_program: EngineProgram) -> None:
    assert (engine_program.modules / "app_queue.so").is_file()
    assert engine_program.sounds is not None
    assert (engine_program.sounds / "vm-goodbye.gsm").is_file()
    assert (engine_program.data / "documentation").is_dir()
