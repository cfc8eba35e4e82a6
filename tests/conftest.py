"""What tests of every room share: one real engine, and directories its unprivileged user may enter."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import pytest
from django.db import connections

from cells import RunningCell, cell_on
from postgresserver import PostgresServer, postgres_server
from testengine import bring_engine
from tongdai.domain.snapshot import Snapshot
from tongdai.engine import EngineProgram
from tongdai.settings import Settings
from tongdai.store.connection import database


@pytest.fixture(scope="session")
def engine_program() -> EngineProgram:
    """A real Asterisk, brought once and shared by every run."""
    return bring_engine()


@pytest.fixture
def reachable_path() -> Iterator[Path]:
    """A temporary directory like `tmp_path`, but one that an engine started by root may enter."""
    directory = Path(tempfile.mkdtemp(prefix="tongdai-test-"))
    directory.chmod(0o755)
    yield directory
    shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture(scope="module")
def shared_path() -> Iterator[Path]:
    """Like `reachable_path`, for all tests of one module."""
    directory = Path(tempfile.mkdtemp(prefix="tongdai-test-"))
    directory.chmod(0o755)
    yield directory
    shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture
def running_cell(reachable_path: Path, engine_program: EngineProgram) -> Iterator[Callable[..., RunningCell]]:
    """Call it with a Snapshot (and settings, if they matter): a real engine runs on it until the test ends."""
    with ExitStack() as cells:
        number = count(1)

        def run(snapshot: Snapshot, **settings: object) -> RunningCell:
            directory = reachable_path / f"cell{next(number)}"
            directory.mkdir(mode=0o755)
            return cells.enter_context(cell_on(snapshot, directory, engine_program, **settings))

        yield run


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--postgresql`: the house of the tests is in PostgreSQL and not in a file."""
    parser.addoption("--postgresql", action="store_true", help="keep the tests' house in PostgreSQL")


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server of the tests' own."""
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Tests use a database of their own, opened as an installation opens its own."""
    default = connections.settings["default"]
    if request.config.getoption("postgresql"):
        server = request.getfixturevalue("postgres")
        default.update(database(Settings(database_url=server.url("house"))))
        connections.close_all()
        del connections["default"]
    else:
        default["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
