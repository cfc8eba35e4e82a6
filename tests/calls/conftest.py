"""An office with two customers for every test of a call."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from calls.office import Office, two_customers
from cells import cell_on
from tongdai.engine import EngineProgram


@pytest.fixture(scope="module")
def shared_office(shared_path: Path, engine_program: EngineProgram) -> Iterator[Office]:
    """One engine for all tests of a module, because it forgets each call as soon as it is over."""
    with cell_on(two_customers(), shared_path, engine_program) as cell:
        yield Office(cell)


@pytest.fixture
def office(shared_office: Office) -> Iterator[Office]:
    """The office with nobody in it; afterwards nobody is left."""
    shared_office.forget_rows()
    yield shared_office
    shared_office.wait_empty()


@pytest.fixture
def calm(shared_office: Office) -> Iterator[None]:
    """For people who mean well: the engine has nothing to complain of."""
    before = len(shared_office.cell.complaints())
    yield
    assert shared_office.cell.complaints()[before:] == []
