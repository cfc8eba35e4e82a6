"""A plain engine for the tests of the actors themselves."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from actors.plain_engine import PlainEngine
from tongdai.engine import EngineProgram


@pytest.fixture
def plain_engine(engine_program: EngineProgram, reachable_path: Path) -> Iterator[PlainEngine]:
    """A running engine that nobody but the author of `plain/` configured; 6003 takes nothing but SRTP."""
    with PlainEngine(engine_program, reachable_path, encryption={"6003": "only"}) as engine:
        yield engine
