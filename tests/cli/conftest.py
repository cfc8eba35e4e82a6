"""A house, and the command line to work on it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from testhouse import House, empty_house, furnish
from tongdai.cli.main import main
from tongdai.site.entry import PROGRAM


@dataclass(frozen=True)
class Ending:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """The JSON that was printed."""
        return json.loads(self.out)


CommandLine = Callable[..., Ending]


@pytest.fixture
def bare_house(tmp_path: Path, db: None, monkeypatch: pytest.MonkeyPatch) -> House:
    """An installation without tenants, which the command line finds through the environment."""
    (tmp_path / "database").mkdir()
    monkeypatch.setenv("TONGDAI_DATA", str(tmp_path))
    return empty_house(tmp_path)


@pytest.fixture
def house(bare_house: House) -> House:
    """Sen and Tre, with their phones."""
    return furnish(bare_house)


@pytest.fixture
def tongdai(bare_house: House, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """Carry out one command line on the house."""
    program = replace(PROGRAM, open_house=lambda _settings: bare_house.operator)

    def run(*arguments: str) -> Ending:
        capsys.readouterr()
        code = main(program, list(arguments))
        printed = capsys.readouterr()
        return Ending(code, printed.out, printed.err)

    return run
