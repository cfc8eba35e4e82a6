"""What tests of every room share: one real engine, and directories its unprivileged user may enter."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections

from testengine import bring_engine
from tongdai.engine import EngineProgram


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


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Tests use a database file, opened as an installation opens its own."""
    connections.settings["default"]["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
