"""How many calls a second one core reads from the spool into the call log, and how much memory that takes, as JSON.

Calls are counted per second of processor time, so that whoever else uses the machine does not count; the time that
passed stands beside it.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from spooled import spool_lines

LEAST_PER_SECOND = 3000
MOST_GROWTH_MIB = 16.0
"""Cyclic garbage waits to be found for up to so much; it does not add up."""

PER_SECOND = 60.0
CHECKOUT = Path(__file__).resolve().parents[1]
CASES = {"plain": 0.0, "thousands_open": 60.0}
"""Seconds that calls last longer than their stories: at 60 calls a second a minute keeps 3,600 of them open."""


def main() -> int:
    """Measure every case in a process of its own, print JSON, and answer 1 where a bound is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=100_000)
    parser.add_argument("--case", choices=CASES)
    arguments = parser.parse_args()
    if arguments.case:
        print(json.dumps(measure(arguments.calls, CASES[arguments.case])))
        return 0
    cases = {name: _apart(name, arguments.calls) for name in CASES}
    met = all(each["rows"] == each["calls"] and each["per_second"] >= LEAST_PER_SECOND
              and each["growth_mib"] <= MOST_GROWTH_MIB for each in cases.values())
    print(json.dumps({"met": met, "least_per_second": LEAST_PER_SECOND, "most_growth_mib": MOST_GROWTH_MIB,
                      "cases": cases}, indent=1))
    return 0 if met else 1


def _apart(name: str, calls: int) -> dict[str, float]:
    """One case on one core, with a data directory that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="tongdai-bench-") as data:
        environment = os.environ | {"TONGDAI_DATA": data, "DJANGO_SETTINGS_MODULE": "tongdai.site.settings",
                                    "PYTHONPATH": f"{CHECKOUT / 'src'}:{CHECKOUT / 'tests'}"}
        done = subprocess.run([sys.executable, __file__, "--case", name, "--calls", str(calls)], env=environment,
                              check=True, capture_output=True, text=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def measure(calls: int, hold: float) -> dict[str, float]:
    """Write the spool, then read it to its end as the worker does."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    import django

    django.setup()

    from django.db import connection

    from tongdai.actions import ingest
    from tongdai.actions.context import operator_context
    from tongdai.actions.database import prepare_database
    from tongdai.actions.working import collect_seldom
    from tongdai.engine.cell import cell_directory, prepare_cell
    from tongdai.engine.spool import prepare_spool, spool_folder
    from tongdai.settings import load_settings

    settings = load_settings()
    cell = cell_directory(settings)
    prepare_cell(cell)
    prepare_spool(cell)
    prepare_database(settings)
    lines = _write(spool_folder(cell) / "calls.tsv", calls, hold)
    ingest.MOST_ROUNDS = 2  # to look at the memory in between
    collect_seldom()
    ctx, reader, ended, peaks = operator_context(settings, surface="bench"), ingest.Reader(), 0, []
    wall, cpu = time.perf_counter(), time.process_time()
    while (some := reader.read_on(ctx)) or not ended:
        ended += some
        peaks.append(_resident_mib())
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM store_call")
        [rows] = cursor.fetchone()
    return {"calls": calls, "lines": lines, "rows": rows, "per_second": round(calls / cpu),
            "cpu_seconds": round(cpu, 2), "wall_seconds": round(wall, 2), "growth_mib": _growth(peaks),
            "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)}


def _growth(resident: list[float]) -> float:
    """By how much the second half of the run stood above the first."""
    half = len(resident) // 2
    return round(max(0.0, max(resident[half:]) - max(resident[:half])), 1)


def _write(path: Path, calls: int, hold: float) -> int:
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for line in spool_lines(calls, PER_SECOND, hold=hold):
            file.write(f"{line}\n")
            count += 1
    return count


def _resident_mib() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 2 ** 20


if __name__ == "__main__":
    sys.exit(main())
