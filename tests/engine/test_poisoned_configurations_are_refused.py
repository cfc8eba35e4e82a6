"""Sixty and more poisoned configurations, pushed past every form: all are refused and the engine goes on as it was."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cells import RunningCell, cell_on
from engine.casts import both
from engine.poisons import POISONS, Poison
from tongdai.compiler import Build, compile_snapshot
from tongdai.engine import EngineError, EngineProgram
from tongdai.engine.generation import current_number, numbers, read_generation
from tongdai.engine.probe import sip_answers
from tongdai.engine.prove import boot_build
from tongdai.engine.start import check_engine

pytestmark = [pytest.mark.wet, pytest.mark.asterisk]


@dataclass(frozen=True)
class Ground:
    """A cell that serves a sound Build throughout."""

    cell: RunningCell
    build: Build


@pytest.fixture(scope="module")
def ground(shared_path: Path, engine_program: EngineProgram) -> Iterator[Ground]:
    snapshot = both()
    with cell_on(snapshot, shared_path, engine_program) as cell:
        yield Ground(cell, compile_snapshot(snapshot))


def test_there_are_at_least_sixty_and_no_two_are_alike() -> None:
    assert len({each.name for each in POISONS}) == len(POISONS) >= 60


@pytest.mark.parametrize("poison", POISONS, ids=lambda each: each.name)
def test_a_poisoned_configuration_is_never_published(ground: Ground, poison: Poison) -> None:
    engine, cell = ground.cell.engine, ground.cell.cell
    before = engine.deployed()

    poisoned = poison.deed(ground.build)
    with pytest.raises(EngineError) as refused:
        engine.deploy(poisoned, dict.fromkeys(ground.cell.releases, 2))

    assert "refused" in str(refused.value)
    assert engine.deployed() == before
    assert numbers(cell) == [current_number(cell)]
    assert sip_answers("127.0.0.1", ground.cell.settings.sip_port)


@pytest.mark.parametrize("poison", [each for each in POISONS if each.alone], ids=lambda each: each.name)
def test_the_scratch_engine_alone_refuses_what_breaks_the_files(ground: Ground, poison: Poison) -> None:
    proof, _ = boot_build(ground.cell.cell, ground.cell.engine.program, poison.deed(ground.build))

    assert proof.findings


def test_after_all_of_them_the_engine_holds_what_it_held_and_boots_from_the_last_proved_tree(ground: Ground) -> None:
    cell = ground.cell
    generation = read_generation(cell.cell, current_number(cell.cell) or 0)
    assert check_engine(cell.cell, generation) == ()

    cell.kill()
    cell.start()

    assert cell.engine.deployed() == generation.deployed
    assert check_engine(cell.cell, generation) == ()
