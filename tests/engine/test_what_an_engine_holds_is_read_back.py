"""What an engine holds is compared with what it must hold; every way in which they can differ has its finding."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cells import RunningCell, cell_on
from engine.casts import SEN, both
from tongdai.compiler import Build, compile_snapshot
from tongdai.domain.finding import Finding
from tongdai.engine import EngineProgram
from tongdai.engine.boot import console_of
from tongdai.engine.generation import current_generation
from tongdai.engine.inventory import Inventory, compare_inventory, take_inventory
from tongdai.engine.prove import boot_build
from tongdai.engine.readback import read_details
from tongdai.engine.reload import bring, read_releases_back

pytestmark = [pytest.mark.wet, pytest.mark.asterisk]


@pytest.fixture(scope="module")
def cell(shared_path: Path, engine_program: EngineProgram) -> Iterator[RunningCell]:
    """An engine that holds what it must."""
    with cell_on(both(), shared_path, engine_program) as cell:
        yield cell


@pytest.fixture(scope="module")
def held(cell: RunningCell) -> Inventory:
    """What it holds."""
    return take_inventory(console_of(cell.cell))


@pytest.fixture
def build() -> Build:
    """What it must hold."""
    return compile_snapshot(both())


def codes(findings: tuple[Finding, ...]) -> list[str]:
    """The codes alone."""
    return [each.code for each in findings]


def test_an_engine_that_holds_what_it_must_is_proved(build: Build, held: Inventory):
    assert compare_inventory(build, held) == ()


def test_an_account_that_is_missing_and_one_too_many_are_found(build: Build, held: Inventory):
    account = f"{SEN}-101"
    other = replace(held, endpoints=held.endpoints - {account} | {"intruder"})

    assert codes(compare_inventory(build, other)) == ["E_PROOF_MISSING", "E_PROOF_UNEXPECTED"]
    assert account in str(compare_inventory(build, other)[0].message)


def test_a_context_of_another_size_is_found(build: Build, held: Inventory):
    name = min(held.contexts)
    other = replace(held, contexts={**held.contexts, name: held.contexts[name] + 1})

    assert codes(compare_inventory(build, other)) == ["E_PROOF_DIALPLAN"]


def test_a_row_that_differs_is_found(build: Build, held: Inventory):
    other = replace(held, database={**held.database, min(held.database): "something else"})

    assert codes(compare_inventory(build, other)) == ["E_PROOF_DATABASE"]


def test_a_file_that_the_engine_complains_about_is_not_proved(cell: RunningCell, build: Build):
    files = {**build.files, "pjsip.conf": build.files["pjsip.conf"] + "\n[more]\ntype = global\nno_such_option = yes\n"}

    proof, _ = boot_build(cell.cell, cell.engine.program, replace(build, files=files))

    assert "E_PROOF_LOG" in codes(proof.findings)


def test_an_account_that_a_reload_left_as_it_was_is_found(cell: RunningCell):
    generation = current_generation(cell.cell)
    assert generation is not None
    changed = dict(generation.build.files)
    path = f"pjsip/{SEN}.conf"
    changed[path] = changed[path].replace(f"[{SEN}-101](aor-3)", f"[{SEN}-101](aor-4)")
    after = replace(generation, build=replace(generation.build, files=changed))
    account, console = f"{SEN}-101", console_of(cell.cell)
    assert read_details(console, [account])[account] != "what a proof saw"

    findings = bring(console, generation, after, {account: "what a proof saw"})

    assert codes(findings) == ["E_RELOAD_KEPT_OLD"]


def test_a_release_that_the_engine_does_not_know_is_found(cell: RunningCell):
    findings = tuple(read_releases_back(console_of(cell.cell), {f"R_{SEN}": 4711}))

    assert codes(findings) == ["E_RELOAD_RELEASE"]
