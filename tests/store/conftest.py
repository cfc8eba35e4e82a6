"""A fresh house for each test."""

from pathlib import Path

import pytest

from testhouse import House, empty_house, furnish


@pytest.fixture
def bare_house(tmp_path: Path, db: None) -> House:
    """An installation without tenants."""
    return empty_house(tmp_path)


@pytest.fixture
def house(bare_house: House) -> House:
    """Sen and Tre, with their phones."""
    return furnish(bare_house)
