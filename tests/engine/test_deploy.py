"""A proved Build is put in force: switched in one step, reloaded as little as possible, read back."""

from collections.abc import Callable

import pytest

from cells import RunningCell
from engine.casts import both

pytestmark = [pytest.mark.wet, pytest.mark.asterisk]


def test_a_started_engine_holds_what_was_deployed(running_cell: Callable[..., RunningCell]) -> None:
    cell = running_cell(both())

    deployed = cell.engine.deployed()

    assert deployed is not None
    assert deployed.releases == cell.releases
    assert not cell.complaints()
