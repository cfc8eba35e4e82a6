"""A proved Build is put in force: switched in one step, reloaded as little as possible, read back."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cells import RunningCell, cell_on
from engine.casts import SEN, TRE, both, extension, tenant
from tongdai.compiler import PLACE_FILES, compile_snapshot
from tongdai.domain.snapshot import Snapshot
from tongdai.engine import EngineError, EngineProgram
from tongdai.engine.answers import read_globals, read_options
from tongdai.engine.boot import console_of
from tongdai.engine.console import Console
from tongdai.engine.deploy import settle_cell
from tongdai.engine.generation import (
    KEPT,
    current_generation,
    current_number,
    numbers,
    switch_to,
    write_generation,
)
from tongdai.engine.start import check_engine

pytestmark = [pytest.mark.wet, pytest.mark.asterisk]


@pytest.fixture(scope="module")
def served(shared_path: Path, engine_program: EngineProgram) -> Iterator[RunningCell]:
    """One cell for all tests that leave it as they found it."""
    with cell_on(both(), shared_path, engine_program) as cell:
        yield cell


@pytest.fixture
def cell(served: RunningCell) -> RunningCell:
    served.publish(both())
    return served


def holds(cell: RunningCell) -> bool:
    """Whether the engine holds what is in force."""
    generation = current_generation(cell.cell)
    assert generation is not None
    return check_engine(cell.cell, generation) == ()


def release_of(cell: RunningCell, key: str) -> str:
    """What the dialplan takes for the tenant's release."""
    return read_globals(console_of(cell.cell).ask("dialplan show globals"))[f"R_{key}"]


def lied_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the engine answers "reloaded" and keeps what it has, as it does with files it cannot read."""
    ask = Console.ask

    def lie(console: Console, command: str) -> str:
        return "reloaded successfully" if command.startswith("module reload ") else ask(console, command)

    monkeypatch.setattr(Console, "ask", lie)


def test_a_started_engine_holds_what_was_deployed_and_complains_of_nothing(
        running_cell: Callable[..., RunningCell]) -> None:
    cell = running_cell(both())

    deployed = cell.engine.deployed()

    assert deployed is not None
    assert deployed.releases == cell.releases
    assert cell.complaints() == []
    assert holds(cell)


def test_a_new_extension_is_there_without_a_restart(cell: RunningCell) -> None:
    boot = cell.boot

    cell.publish(both(sen=4), release=2)

    assert holds(cell)
    assert cell.boot == boot
    assert release_of(cell, SEN) == "2"


def test_a_deleted_extension_is_gone_without_a_restart(cell: RunningCell) -> None:
    boot = cell.boot

    cell.publish(both(sen=2))

    assert holds(cell)
    assert cell.boot == boot


def test_a_new_secret_is_read_back(cell: RunningCell) -> None:
    cell.publish(Snapshot(tenants=(tenant(SEN, extension(101, secret="Zx9vQw3eRt7yUi1o")), tenant(TRE))))

    auth = read_options(console_of(cell.cell).ask(f"pjsip show auth {SEN}-101"))

    assert auth["password_digest"] in cell.engine.cell.current.joinpath(f"pjsip/{SEN}.conf").read_text()


def test_a_tenant_comes_and_goes(cell: RunningCell) -> None:
    cell.publish(Snapshot(tenants=(tenant(SEN, extension(101)),)))
    assert holds(cell)

    cell.publish(both())

    assert holds(cell)


def test_a_new_release_of_the_same_build_only_tells_the_dialplan(cell: RunningCell) -> None:
    cell.publish(both(), release=7)

    assert release_of(cell, SEN) == "7"
    assert release_of(cell, TRE) == "7"
    assert cell.complaints() == []


def test_one_tenants_release_leaves_the_others_as_it_is(cell: RunningCell) -> None:
    cell.engine.deploy(compile_snapshot(both()), {SEN: 5, TRE: 1})

    assert release_of(cell, SEN) == "5"
    assert release_of(cell, TRE) == "1"


def test_twice_is_the_same_as_once(cell: RunningCell) -> None:
    before = current_number(cell.cell)

    cell.publish(both())

    assert current_number(cell.cell) == before


def test_files_that_did_not_change_are_the_same_files(cell: RunningCell) -> None:
    before = (cell.cell.current / f"pjsip/{TRE}.conf").stat().st_ino

    cell.publish(both(sen=4))

    assert (cell.cell.current / f"pjsip/{TRE}.conf").stat().st_ino == before


def test_old_generations_go(cell: RunningCell) -> None:
    for release in range(2, KEPT + 4):
        cell.publish(both(), release=release)

    assert len(numbers(cell.cell)) == KEPT
    assert current_number(cell.cell) == numbers(cell.cell)[-1]


def test_names_are_data_in_the_engines_database(cell: RunningCell) -> None:
    name = "Bình ${SHELL(id)};--[x] \\ \"'"

    cell.publish(Snapshot(tenants=(tenant(SEN, extension(101, name)), tenant(TRE, extension(101)))))

    assert holds(cell)
    assert current_generation(cell.cell).build.database[f"tongdai/{SEN}/101"].endswith(name)  # type: ignore[union-attr]


@pytest.mark.parametrize("releases", [{"${SHELL}": 1}, {SEN: -1}, {SEN: True}, {"a\nb": 1}, {SEN: 10**9}])
def test_a_release_that_was_not_minted_is_refused(cell: RunningCell, releases: dict[str, int]) -> None:
    before = cell.engine.deployed()

    with pytest.raises(ValueError, match="no release"):
        cell.engine.deploy(compile_snapshot(both()), releases)

    assert cell.engine.deployed() == before


@pytest.mark.parametrize("path", ["../evil.conf", "/etc/passwd", "a/../../b.conf", ".hidden", "manifest.json", "a b"])
def test_a_file_outside_the_tree_is_refused(cell: RunningCell, path: str) -> None:
    build = compile_snapshot(both())
    before = current_number(cell.cell)

    with pytest.raises(ValueError, match="no path"):
        write_generation(cell.cell, replace(build, files={**build.files, path: "x"}), {}, (), None)

    assert current_number(cell.cell) == before


def test_an_engine_that_keeps_the_old_settings_is_found_out(cell: RunningCell, monkeypatch: pytest.MonkeyPatch) -> None:
    before = cell.engine.deployed()
    lied_to(monkeypatch)

    with pytest.raises(EngineError, match="did not take"):
        cell.publish(both(sen=4), release=2)

    assert cell.engine.deployed() == before
    assert holds(cell)


def test_an_engine_that_keeps_an_old_secret_is_found_out(cell: RunningCell, monkeypatch: pytest.MonkeyPatch) -> None:
    before = cell.engine.deployed()
    lied_to(monkeypatch)
    changed = Snapshot(tenants=(tenant(SEN, extension(101, secret="Zx9vQw3eRt7yUi1o"), extension(102), extension(103)),
                                both().tenants[1]))

    with pytest.raises(EngineError, match=r"old settings of s4kd92mx-101"):
        cell.publish(changed)

    assert cell.engine.deployed() == before


def test_a_hanging_engine_is_left_on_what_it_had(cell: RunningCell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tongdai.engine.deploy.SECONDS_TO_ANSWER", 0.5)
    before, process = cell.engine.deployed(), cell.boot.process
    assert cell.engine.prove(compile_snapshot(both(sen=4))).findings == ()
    os.kill(process.pid, 19)
    try:
        with pytest.raises(EngineError, match="nothing was changed"):
            cell.publish(both(sen=4))
    finally:
        os.kill(process.pid, 18)

    assert cell.engine.deployed() == before
    assert holds(cell)


def test_a_stopped_engine_is_switched_and_starts_from_the_new_tree(running_cell: Callable[..., RunningCell]) -> None:
    cell = running_cell(both())
    cell.stop()

    cell.publish(both(sen=5))
    cell.start()

    assert holds(cell)


def test_what_the_engine_wrote_into_its_database_survives_a_start(running_cell: Callable[..., RunningCell]) -> None:
    cell = running_cell(both())
    console = console_of(cell.cell)
    console.tell("database put registrar kept yes", "Updated")
    console.tell(f"database put tongdai/{SEN} 999 025Eve", "Updated")
    cell.stop()

    cell.start()

    assert holds(cell)
    assert "yes" in console.ask("database get registrar kept")


def test_a_damaged_database_of_the_engine_is_made_anew(running_cell: Callable[..., RunningCell]) -> None:
    cell = running_cell(both())
    cell.stop()
    (cell.cell.state / "astdb.sqlite3").write_bytes(b"not a database at all" * 100)

    cell.start()

    assert holds(cell)


def test_a_change_that_only_a_restart_applies_ends_the_engine(running_cell: Callable[..., RunningCell]) -> None:
    cell = running_cell(both())
    boot, build = cell.boot, compile_snapshot(both())
    older = replace(build, files={**build.files, "pjproject.conf": build.files["pjproject.conf"] + "; older\n"},
                    digest="older")

    cell.engine.deploy(older, cell.releases)
    cell.stop()

    assert cell.start() != boot
    assert holds(cell)


def test_a_generation_that_does_not_boot_gives_way_to_the_last_good_one(
        running_cell: Callable[..., RunningCell]) -> None:
    cell = running_cell(both())
    good = cell.engine.deployed()
    cell.stop()
    broken = compile_snapshot(both())
    generation = write_generation(
        cell.cell, replace(broken, files={**broken.files, "pjsip.conf": "[broken\n"}, digest="broken"), {}, (), None)
    switch_to(cell.cell, generation)

    cell.start()

    assert cell.engine.deployed() == good
    assert holds(cell)


def test_an_interrupted_switch_is_finished_on_the_running_engine(running_cell: Callable[..., RunningCell]) -> None:
    cell = running_cell(both())
    build = compile_snapshot(both(sen=4))
    generation = write_generation(cell.cell, build, cell.releases, PLACE_FILES, current_generation(cell.cell))
    switch_to(cell.cell, generation)

    settle_cell(cell.cell)

    assert cell.engine.deployed() == generation.deployed
    assert holds(cell)


def test_a_deployed_tree_somebody_edited_is_told_by_name(running_cell: Callable[..., RunningCell]) -> None:
    cell = running_cell(both())
    (cell.cell.current / "manifest.json").write_text("{}")

    with pytest.raises(EngineError, match="cannot be read back"):
        cell.publish(both(sen=4))


def test_the_engine_cannot_write_its_own_configuration(cell: RunningCell) -> None:
    if cell.cell.uid is None:
        assert not os.access(cell.cell.path, os.W_OK) or os.geteuid() != 0
        return
    for path in (cell.cell.path, cell.cell.generations, cell.cell.instance, cell.cell.current / "pjsip.conf"):
        about = path.stat()
        assert about.st_uid != cell.cell.uid
        assert not about.st_mode & 0o022


def test_nobody_else_can_read_secrets(cell: RunningCell) -> None:
    for path in (cell.cell.current / f"pjsip/{SEN}.conf", cell.cell.instance / "asterisk.conf",
                 cell.cell.instance / "boot.json", cell.cell.instance / "tls.key", cell.cell.path):
        assert not path.stat().st_mode & 0o007, path
