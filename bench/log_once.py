"""One measurement of `log.py`: fill the database that the settings name, and ask."""

import json
import sys
import time
from math import ceil
from statistics import median

from django.db import connection

from callquestions import MORE, TEN, Log, Question, open_log
from manycalls import fill
from tongdai.actions.context import operator_context
from tongdai.actions.database import prepare_database
from tongdai.engine.fake import FakeEngine
from tongdai.settings import load_settings


def main() -> None:
    """Print what came of it as JSON."""
    calls, times = int(sys.argv[1]), int(sys.argv[2])
    settings = load_settings()
    prepare_database(settings)
    started = time.monotonic()
    numbers = fill(calls)
    filled = time.monotonic() - started
    connection.close()
    log = open_log(operator_context(settings, "bench", FakeEngine()), numbers, calls)
    taken = {name: _ask(log, question, times) for name, question in (TEN | MORE).items()}
    print(json.dumps({"version": _version(), "seconds to fill": round(filled), "gigabytes": _size(),
                      "milliseconds": taken}))


def _ask(log: Log, question: Question, times: int) -> dict[str, float]:
    """The same question with other arguments each time."""
    log.chance.seed(5)
    seconds = []
    for _ in range(times):
        key = log.tenant()
        begin = time.perf_counter()
        question(log, key)
        seconds.append(1000 * (time.perf_counter() - begin))
    ranked = sorted(seconds)
    return {"p50": round(median(ranked), 1), "p95": round(ranked[ceil(0.95 * len(ranked)) - 1], 1),
            "worst": round(ranked[-1], 1)}


def _version() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT version()" if connection.vendor == "postgresql" else "SELECT sqlite_version()")
        return f"{connection.vendor} {cursor.fetchone()[0]}"


def _size() -> float:
    question = ("SELECT pg_database_size(current_database())" if connection.vendor == "postgresql" else
                "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
    with connection.cursor() as cursor:
        cursor.execute(question)
        return round(int(cursor.fetchone()[0]) / 1e9, 2)
