"""A database that is locked, gone, or put back from a copy: calls wait in the spool, and each becomes one row."""

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from spool import NEXT_BOOT
from spooled import spool_lines
from tongdai.actions.working import REPLACED
from workers import Workshop, wait_until

pytestmark = pytest.mark.wet

CALLS = 600
LINES = list(spool_lines(CALLS, per_second=20))
HALF = len(LINES) // 2


@pytest.fixture
def shop(reachable_path: Path) -> Iterator[Workshop]:
    place = Workshop(reachable_path / "data").prepare()
    try:
        yield place
    finally:
        place.kill()


@pytest.fixture(scope="module")
def expected(shared_path: Path) -> list[tuple[object, ...]]:
    """The call log of a worker that nothing happened to."""
    place = Workshop(shared_path / "data").prepare()
    place.append(LINES)
    place.ingest()
    rows = place.rows()
    assert len(rows) == CALLS
    return rows


Rows = list[tuple[object, ...]]


def copy_of(database: Path, copy: Path) -> None:
    """A copy such as a backup takes, while somebody writes."""
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)


def put_back(database: Path, copy: Path) -> None:
    """As an operator does it: nothing is left of what belonged to the file, and the copy is moved into its place."""
    for left in ("-wal", "-shm"):
        database.with_name(f"{database.name}{left}").unlink(missing_ok=True)
    copy.replace(database)


def locked(shop: Workshop, seconds: float) -> None:
    """Somebody else keeps the database to himself."""
    with closing(sqlite3.connect(shop.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        time.sleep(seconds)
        other.execute("ROLLBACK")


def silences(shop: Workshop) -> Rows:
    """What was filed of silence: when it began and ended."""
    return shop.select("SELECT began, ended, details FROM store_incident WHERE kind = 'database_silent'")


def is_noticed(shop: Workshop) -> bool:
    """Whether it stands beside the database that it is silent."""
    notes = (shop.cell.path / "incidents").glob("*.json")
    return any(json.loads(each.read_text())["kind"] == "database_silent" for each in notes)


def test_a_database_that_is_locked_for_a_while_only_delays(shop: Workshop, expected: Rows):
    shop.append(LINES[:HALF])
    shop.start()
    shop.wait_rows(1)

    shop.append(LINES[HALF:])
    locked(shop, 4)

    shop.wait_rows(CALLS)
    assert shop.rows() == expected
    assert silences(shop) == []


@pytest.mark.long
def test_a_database_that_is_locked_for_a_minute_is_noticed_and_only_delays(shop: Workshop, expected: Rows):
    shop.append(LINES[:HALF])
    shop.start()
    shop.wait_rows(1)

    shop.append(LINES[HALF:])
    locked(shop, 60)

    assert shop.wait_rows(CALLS, 60) < 60
    assert shop.rows() == expected
    wait_until(lambda: silences(shop), 60, shop.said)


def test_a_database_that_was_moved_away_is_noticed_and_read_on_when_it_is_back(shop: Workshop, expected: Rows):
    shop.append(LINES[:HALF])
    shop.start()
    shop.wait_rows(1)
    away = shop.data / "away"

    shop.database.parent.rename(away)
    shop.append(LINES[HALF:])
    wait_until(lambda: is_noticed(shop), 60, shop.said)
    assert not shop.database.exists()
    away.rename(shop.database.parent)

    shop.wait_rows(CALLS)
    assert shop.rows() == expected
    wait_until(lambda: silences(shop) and silences(shop)[0][1], 60, shop.said)


def test_a_database_put_back_from_a_copy_catches_up(shop: Workshop, expected: Rows):
    """The copy is older than much that was read since. A worker that still had the other file open begins anew."""
    shop.append(LINES[:HALF])
    shop.start()
    wait_until(lambda: shop.count() > CALLS / 3, 60, shop.said)
    copy = shop.data / "copy"
    copy_of(shop.database, copy)
    shop.append(LINES[HALF:])
    shop.wait_rows(CALLS)

    put_back(shop.database, copy)
    assert shop.count() < CALLS
    assert shop.wait_ended(30) == REPLACED
    shop.start()

    shop.wait_rows(CALLS)
    assert shop.rows() == expected


def test_an_empty_database_reads_the_whole_spool_again(shop: Workshop, expected: Rows):
    empty = shop.data / "empty"
    copy_of(shop.database, empty)
    shop.append(LINES)
    shop.ingest()

    put_back(shop.database, empty)
    shop.ingest()

    assert shop.rows() == expected


def test_a_database_that_is_newer_than_the_spool_keeps_what_it_has_and_reads_on(shop: Workshop, expected: Rows):
    """The spool was put back from a copy; what came after that copy was read already."""
    shop.append(LINES[:HALF])
    shop.ingest()
    shop.spool.write_text("".join(f"{line}\n" for line in LINES[:HALF // 2]))
    before = shop.rows()

    shop.append([NEXT_BOOT, *(line.replace("c1bench", "c1next") for line in LINES[:HALF])])
    shop.ingest()

    after = shop.rows()
    assert set(before) <= set(after)
    assert len(after) == len({row[0] for row in after})
    assert sum(1 for row in after if str(row[0]).startswith("c1next-")) == len(before)


def test_a_worker_killed_in_a_silence_leaves_no_alarm_behind(shop: Workshop):
    shop.append(LINES)
    shop.start()
    shop.wait_rows(1)
    away = shop.data / "away"
    shop.database.parent.rename(away)
    wait_until(lambda: is_noticed(shop), 60, shop.said)
    shop.kill()
    away.rename(shop.database.parent)

    shop.start()

    wait_until(lambda: silences(shop) and silences(shop)[0][1], 60, shop.said)
