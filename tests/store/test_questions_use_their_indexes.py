"""Every common question of the call log goes through an index: no table is read whole, and no log is sorted."""

from typing import Any

import pytest
from django.db import connection

from callquestions import MORE, TEN, Log, open_log
from manycalls import fill
from testhouse import House

pytestmark = pytest.mark.wet
CALLS, FEW_CALLS = 24_000, 2_000
TURNS = 5
TABLES = ("store_call", "store_recording")
BOUNDED = (") AS found", '"id" IN (')
"""Questions that sort a bounded number of rows: what was gathered from indexes, or one page's."""

Asked = list[tuple[str, Any]]


@pytest.fixture
def log(bare_house: House) -> Log:
    """Two years of calls, for the time of one test."""
    return open_log(bare_house.operator, fill(CALLS), CALLS)


def test_every_question_goes_through_an_index(log: Log):
    faults = {name: found for name, question in (TEN | MORE).items() if (found := faults_of(log, question))}

    assert faults == {}


@pytest.mark.parametrize("sql", [
    "SELECT id FROM store_call WHERE trail = 'x'",
    "SELECT id FROM store_call WHERE tenant_id = 'key00' ORDER BY ring_seconds DESC LIMIT 50"])
def test_a_question_without_an_index_would_be_seen(db: None, sql: str):
    fill(FEW_CALLS)

    assert faults_in(sql, None)


def faults_of(log: Log, question: Any) -> set[str]:
    """What is wrong with the ways that the database takes for one question, asked some times."""
    asked: Asked = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        for _ in range(TURNS):
            question(log, log.tenant())
    return {fault for sql, params in asked if any(table in sql for table in TABLES) for fault in faults_in(sql, params)}


def faults_in(sql: str, params: Any) -> set[str]:
    """The lines of a plan that read a table whole, or sort what has no bound."""
    is_bounded = any(each in sql for each in BOUNDED)
    return {line for line in plan_of(sql, params) if is_whole(line) or (is_sort(line) and not is_bounded)}


def plan_of(sql: str, params: Any) -> list[str]:
    """How the database would answer; on a server, where it has a choice, by an index and without sorting."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            return [row[3] for row in cursor.fetchall()]
        for way in ("seqscan", "sort", "bitmapscan"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(f"EXPLAIN {sql}", params)
        return [row[0].strip() for row in cursor.fetchall()]


def is_whole(line: str) -> bool:
    """Whether a line of a plan says that one of the tables is read from end to end."""
    return any(f"SCAN {table}" in line or f"Seq Scan on {table}" in line for table in TABLES)


def is_sort(line: str) -> bool:
    """Whether it says that rows are put in order after they were found."""
    return "TEMP B-TREE FOR ORDER BY" in line or "TEMP B-TREE FOR RIGHT PART" in line or "Sort  (" in line
