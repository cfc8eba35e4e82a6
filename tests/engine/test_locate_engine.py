"""Which engine is found: the setting's, the system's, ours; and what is said where there is none."""

from pathlib import Path

import pytest

from tongdai.engine import EngineError, EngineProgram, find_engine
from tongdai.engine.program import is_accepted
from tongdai.engine.proofboot import prove_program
from tongdai.settings import Settings

pytestmark = [pytest.mark.wet, pytest.mark.asterisk]


@pytest.fixture
def settings(reachable_path: Path) -> Settings:
    return Settings(data=reachable_path / "data")


def test_the_engine_of_the_tests_boots_and_says_its_version(engine_program: EngineProgram) -> None:
    version = prove_program(engine_program, Settings().engine_uid)

    assert version == engine_program.version
    assert is_accepted(version)


def test_the_engine_brings_its_modules_prompts_and_documentation(engine_program: EngineProgram) -> None:
    assert (engine_program.modules / "app_queue.so").is_file()
    assert engine_program.sounds is not None
    assert (engine_program.sounds / "vm-goodbye.gsm").is_file()
    assert (engine_program.data / "documentation").is_dir()


def test_the_engine_that_a_setting_names_goes_before_all_others(engine_program, reachable_path) -> None:
    binary = _installed_in(reachable_path / "own", engine_program)

    found = find_engine(Settings(data=reachable_path / "data", engine_binary=binary))

    assert (found.origin, found.version) == ("setting", engine_program.version)
    assert found.command == (str(binary),)
    assert prove_program(found, Settings().engine_uid) == engine_program.version


def test_a_system_engine_that_is_new_enough_is_used(engine_program, reachable_path, settings, monkeypatch) -> None:
    binary = _installed_in(reachable_path / "usr", engine_program)
    monkeypatch.setenv("PATH", f"{binary.parent}:/usr/bin:/bin")

    found = find_engine(settings)

    assert (found.origin, found.command) == ("system", (str(binary),))


@pytest.mark.parametrize("says", ["echo Asterisk 20.6.0", "echo Asterisk 23.0.1", "echo Asterisk 22.10.1", "exit 1",
                                  "echo nothing"])
def test_a_system_engine_that_will_not_do_is_passed_over(says, reachable_path, settings, monkeypatch) -> None:
    binary = _script(reachable_path / "sbin" / "asterisk", says)
    monkeypatch.setenv("PATH", f"{binary.parent}:/usr/bin:/bin")

    with pytest.raises(EngineError) as refusal:
        find_engine(settings)

    assert str(refusal.value) == ("There is no Asterisk 22.10.1 or newer on this machine yet. "
                                  "Run 'tongdai engine install' to bring one.")


@pytest.mark.parametrize(("says", "sentence"), [
    ("echo Asterisk 20.6.0", r"an Asterisk 20\.6\.0; it must be from 22\.10\.1 to below 23\."),
    ("echo Asterisk 22.10.1", "lacks its modules or its documentation directory"),
    ("echo Asterisk GIT-22-1a2b3c", "is not an Asterisk that can be started"),
    ("exit 1", "is not an Asterisk that can be started"),
])
def test_a_setting_that_names_an_engine_that_will_not_do_is_refused(says, sentence, reachable_path) -> None:
    binary = _script(reachable_path / "sbin" / "asterisk", says)

    with pytest.raises(EngineError, match=sentence):
        find_engine(Settings(data=reachable_path / "data", engine_binary=binary))


def test_a_setting_that_names_nothing_is_refused(reachable_path) -> None:
    missing = reachable_path / "missing"

    with pytest.raises(EngineError, match=rf"Setting 'engine_binary' is {missing}, which is not an Asterisk"):
        find_engine(Settings(data=reachable_path / "data", engine_binary=missing))


def test_a_program_that_does_not_boot_is_refused_with_its_last_words(engine_program, reachable_path) -> None:
    binary = _installed_in(reachable_path / "own", engine_program)
    found = find_engine(Settings(data=reachable_path / "data", engine_binary=binary))
    _script(binary, "echo starting; echo 'Illegal instruction.' >&2; exit 132")

    with pytest.raises(EngineError, match=rf"{binary} does not start on this machine: Illegal instruction\."):
        prove_program(found, Settings().engine_uid)


def _installed_in(prefix: Path, program: EngineProgram) -> Path:
    """The real engine, laid out below a prefix as its maker's installation does."""
    words = " ".join(f"'{word}'" for word in program.command)
    for link, target in {"lib/asterisk/modules": program.modules, "share/asterisk": program.data}.items():
        (prefix / link).parent.mkdir(parents=True, exist_ok=True)
        (prefix / link).symlink_to(target)
    return _script(prefix / "sbin" / "asterisk", f'exec {words} "$@"')


def _script(path: Path, line: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(0o755)
    return path
