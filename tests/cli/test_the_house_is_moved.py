"""The house moves from a file to a server and back: row-equal, whole or not at all, and nothing is taken away."""

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cli.installation import SOURCE, Installation
from postgresserver import PASSWORD, USER, PostgresServer
from tongdai.engine import occupy

pytestmark = pytest.mark.wet
TESTS = SOURCE.parent / "tests"
KILLS = 3


@pytest.fixture(scope="module")
def filled(shared_path: Path) -> Installation:
    """An installation with something of everything, in a file."""
    (shared_path / "data").mkdir()
    installation = Installation(shared_path / "data", {})
    environment = {**installation.environment, "PYTHONPATH": f"{SOURCE}{os.pathsep}{TESTS}"}
    subprocess.run([sys.executable, "-m", "cli.fill_once"], env=environment, check=True, timeout=120)
    return installation


@pytest.fixture
def database(postgres: PostgresServer) -> Iterator[str]:
    """An empty database."""
    name = postgres.make()
    yield name
    postgres.drop(name)


def at(installation: Installation, url: str) -> Installation:
    """The same installation with another database."""
    return replace(installation, more={"TONGDAI_DATABASE_URL": url} if url else {})


def move(installation: Installation, url: str, *options: str) -> dict[str, Any]:
    """What moving says."""
    moved = installation.command("database", "move", url, *options, "--json")
    assert moved.returncode == 0, moved.stderr
    assert PASSWORD not in moved.stdout + moved.stderr
    found: dict[str, Any] = json.loads(moved.stdout)
    return found


def digests(installation: Installation) -> list[dict[str, Any]]:
    """Every table of the present database."""
    tables: list[dict[str, Any]] = move(installation, "sqlite:///nonexistent/file", "--dry-run")["tables"]
    return tables


def test_there_and_back_every_row_is_the_same(filled: Installation, postgres: PostgresServer, database: str,
                                              tmp_path: Path):
    before, url = digests(filled), postgres.url(database)
    assert {each["table"] for each in before if each["rows"]} >= {
        "store_tenant", "store_extension", "store_person", "store_token", "store_release", "store_journalentry",
        "store_call", "store_recording", "store_incident", "store_archivedmonth", "django_session"}

    there = move(filled, url)
    back = move(at(filled, url), f"sqlite://{tmp_path}/back/house.sqlite3")

    assert there["tables"] == back["tables"] == before == digests(filled)
    assert digests(at(filled, f"sqlite://{tmp_path}/back/house.sqlite3")) == before
    assert there["database_url"] == f"postgres://{USER}:***@127.0.0.1:{postgres.port}/{database}"
    created = at(filled, url).command("person", "create", "lan", "--name", "Lan", "--role", "administrator",
                                      "--tenant", "sen")
    assert created.returncode == 0, "the numbers of new rows go on where the old ones end: " + created.stderr


def test_a_dry_run_writes_nothing(filled: Installation, postgres: PostgresServer, database: str):
    told = move(filled, postgres.url(database), "--dry-run")

    assert not told["done"]
    assert postgres.ask("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", database) == "0"


def test_it_is_refused_where_it_could_do_harm(filled: Installation, postgres: PostgresServer, database: str):
    url = postgres.url(database)
    own = f"sqlite://{filled.data}/database/tongdai.sqlite3"

    with occupy(filled.data):
        running = filled.command("database", "move", url)
    full = filled.command("database", "move", own)
    nonsense = filled.command("database", "move", f"mysql://me:{PASSWORD}@h/x")
    nowhere = filled.command("database", "move", postgres.url("nowhere"))

    assert (running.returncode, "The house runs; stop it first" in running.stderr) == (3, True)
    assert (full.returncode, "There is something in" in full.stderr) == (1, True)
    assert (nonsense.returncode, "'mysql://me:***@h/x' is no address" in nonsense.stderr) == (1, True)
    assert "There is no such database" in nowhere.stderr
    assert PASSWORD not in running.stderr + full.stderr + nonsense.stderr + nowhere.stderr


def test_whoever_is_killed_while_moving_leaves_all_or_nothing(filled: Installation, postgres: PostgresServer):
    before, chance, left = digests(filled), random.Random(4), []
    seconds = timed(filled, postgres)
    for _ in range(KILLS):
        name = postgres.make()
        process = subprocess.Popen([sys.executable, "-P", "-m", "tongdai.site.entry", "database", "move",
                                    postgres.url(name)], env=filled.environment, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        time.sleep(seconds * chance.uniform(0.3, 1.0))
        process.kill()
        process.wait()
        is_made = postgres.ask("SELECT to_regclass('store_call') IS NOT NULL", name) == "t"
        left.append(int(postgres.ask("SELECT count(*) FROM store_call", name)) if is_made else 0)
        if left[-1] == 0:
            assert move(filled, postgres.url(name))["tables"] == before, "it can be tried again"
        postgres.drop(name)

    assert set(left) <= {0, 2_000}
    assert digests(filled) == before


def timed(filled: Installation, postgres: PostgresServer) -> float:
    """How long moving takes when nobody disturbs it."""
    name, started = postgres.make(), time.monotonic()
    move(filled, postgres.url(name))
    postgres.drop(name)
    return time.monotonic() - started


def test_without_json_it_says_what_to_set(filled: Installation, tmp_path: Path):
    copied = replace(filled, data=tmp_path / "data")
    shutil.copytree(filled.data, copied.data)

    told = copied.command("database", "move", f"sqlite://{tmp_path}/other.sqlite3")

    assert f"Now set 'database_url' to sqlite://{tmp_path}/other.sqlite3, then start the house." in told.stdout
    assert (tmp_path / "data" / "database" / "tongdai.sqlite3").exists()
