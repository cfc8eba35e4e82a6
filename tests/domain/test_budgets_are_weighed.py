"""Budgets: whichever ends first, budget or disk, is what counts; nothing flutters at the edge of a threshold."""

import pytest

from tongdai.domain.storage import (
    GIGABYTE,
    RECORDING_STOPS,
    SLACK,
    Budget,
    BudgetName,
    BudgetState,
    budget_limit,
    in_units,
    is_over,
)


def budget(used: int, limit: int | None, free: int | None) -> Budget:
    return Budget(name=BudgetName.RECORDINGS, directory="/recordings", used=used, limit=limit, free=free)


@pytest.mark.parametrize(("used", "limit", "free", "capacity", "share", "state"), [
    (0, 100, 500, 100, 0, BudgetState.ROOM),
    (89, 100, 500, 100, 89, BudgetState.ROOM),
    (90, 100, 500, 100, 90, BudgetState.SCARCE),
    (100, 100, 500, 100, 100, BudgetState.FULL),
    (130, 100, 500, 100, 130, BudgetState.FULL),
    (50, 100, 10, 60, 83, BudgetState.ROOM),
    (50, 100, 2, 52, 96, BudgetState.SCARCE),
    (50, 100, 0, 50, 100, BudgetState.FULL),
    (0, 100, 0, 0, 100, BudgetState.FULL),
    (0, 0, 100, 0, 100, BudgetState.FULL),
    (70, 100, None, 100, 70, BudgetState.ROOM),
    (70, None, None, None, 0, BudgetState.ROOM),
])
def test_a_budget_ends_where_it_or_its_disk_ends(used: int, limit: int | None, free: int | None, capacity: int | None,
                                                 share: int, state: BudgetState):
    found = budget(used, limit, free)

    assert (found.capacity, found.share, found.state) == (capacity, share, state)


@pytest.mark.parametrize("share", range(70, 100))
def test_what_is_stopped_goes_on_only_clearly_below_the_threshold(share: int):
    assert is_over(share, RECORDING_STOPS, False) == (share >= RECORDING_STOPS)
    assert is_over(share, RECORDING_STOPS, True) == (share >= RECORDING_STOPS - SLACK)


def test_a_budget_that_is_not_configured_is_a_part_of_its_disk():
    assert budget_limit(0, 100 * GIGABYTE, 10) == 10 * GIGABYTE
    assert budget_limit(0, 100 * GIGABYTE, 20, 2 * GIGABYTE) == 2 * GIGABYTE
    assert budget_limit(0, 10 * GIGABYTE, 20, 2 * GIGABYTE) == GIGABYTE // 2
    assert budget_limit(500, 100 * GIGABYTE, 10, 2 * GIGABYTE) == 500_000_000


@pytest.mark.parametrize(("size", "words"), [(None, "–"), (0, "0 kB"), (512_400, "512 kB"), (3_440_000, "3.4 MB"),
                                             (120_000_000_000, "120.0 GB")])
def test_a_size_is_said_for_people(size: int | None, words: str):
    assert in_units(size) == words
