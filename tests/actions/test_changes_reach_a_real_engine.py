"""Changes reach a real engine, and the engine finds back to what the database says."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cells import RunningCell, cell_in
from testhouse import OPERATOR, Clock
from tongdai.actions.context import Context
from tongdai.actions.extensions import (
    ExtensionDraft,
    create_extension,
    create_extensions,
    delete_extensions,
    list_extensions,
    phone_account,
    update_extension,
)
from tongdai.actions.packages import create_package
from tongdai.actions.publish import publish, recover
from tongdai.actions.releases import roll_back
from tongdai.actions.tenants import TenantDraft, create_tenant
from tongdai.compiler import compile_snapshot
from tongdai.domain.snapshot import Snapshot
from tongdai.domain.tenant import Package
from tongdai.engine import EngineProgram
from tongdai.engine.console import ask_console

pytestmark = [pytest.mark.wet, pytest.mark.asterisk]


@pytest.fixture
def cell(reachable_path: Path, engine_program: EngineProgram, db: None) -> Iterator[RunningCell]:
    """A cell with tenant Sen and two extensions; no engine runs yet."""
    with cell_in(reachable_path, engine_program) as cell:
        ctx = asking(cell)
        create_package(ctx, Package(handle="large", name="Large", extensions=2000, concurrent_calls=100))
        create_tenant(ctx, TenantDraft(handle="sen", name="Sen", package="large"))
        create_extensions(ctx, "sen", "101", 2, "Phone {number}")
        yield cell


def asking(cell: RunningCell) -> Context:
    """The operator of this cell."""
    return Context(OPERATOR, cell.engine, cell.settings, Clock())


def knows(cell: RunningCell, account: str) -> bool:
    """Whether the running engine has this account."""
    return f" {account} " in ask_console(cell.cell.run, "pjsip show endpoints")


def test_a_change_is_in_the_running_engine_and_can_be_taken_back(cell: RunningCell):
    ctx = asking(cell)
    cell.start()

    published = create_extension(ctx, "sen", ExtensionDraft(number="103", name="Bình"))
    account = phone_account(ctx, "sen", "103").account
    assert knows(cell, account)

    roll_back(ctx, "sen", (published.release or 0) - 1)
    assert not knows(cell, account)
    assert not publish(ctx).redeployed
    assert cell.complaints() == []


def test_an_engine_on_another_tree_is_brought_back_to_what_the_database_says(cell: RunningCell):
    ctx = asking(cell)
    cell.start()
    account = phone_account(ctx, "sen", "101").account
    cell.engine.deploy(compile_snapshot(Snapshot()), {})
    assert not knows(cell, account)

    assert recover(ctx)

    assert knows(cell, account)
    assert not recover(ctx)


def test_a_thousand_extensions_change_quickly(cell: RunningCell):
    ctx = asking(cell)
    create_extensions(ctx, "sen", "1001", 998, "Phone {number}")
    cell.start()

    seconds = [update_extension(ctx, "sen", "101", {"name": f"Name {turn}"}).seconds for turn in range(3)]

    assert list_extensions(ctx, "sen").total == 1000
    assert min(seconds) < 2.0, f"the bound is 1 s on a machine with nothing else to do: {seconds}"


def test_an_engine_that_does_not_run_takes_changes_for_its_next_start(cell: RunningCell):
    ctx = asking(cell)
    delete_extensions(ctx, "sen", ["102"])

    cell.start()

    assert knows(cell, phone_account(ctx, "sen", "101").account)
    assert "-102 " not in ask_console(cell.cell.run, "pjsip show endpoints")
