"""How long it takes to compile and to lint a cell's snapshot: best and median of several runs, as JSON."""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable

from tongdai.compiler import compile_snapshot, lint_build
from tongdai.domain.cell import Cell
from tongdai.domain.extension import Extension
from tongdai.domain.secret import Secret
from tongdai.domain.snapshot import Snapshot, TenantSnapshot
from tongdai.domain.tenant import Package, Tenant

MOST_SECONDS = 0.3
SIZES = (100, 1000, 2000)
PER_TENANT = 50


def main() -> int:
    """Measure, print JSON, and answer 1 where compiling the largest cell takes longer than it may."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9)
    runs = parser.parse_args().runs
    report = {str(size): _measure(cell_of(size), runs) for size in SIZES}
    met = report[str(SIZES[-1])]["compile"]["median"] <= MOST_SECONDS
    print(json.dumps({"met": met, "most_seconds": MOST_SECONDS, "extensions": report}, indent=1))
    return 0 if met else 1


def cell_of(extensions: int) -> Snapshot:
    """A cell with this many extensions, fifty in each tenant."""
    return Snapshot(Cell(), tuple(_house(at) for at in range(extensions // PER_TENANT)))


def _house(at: int) -> TenantSnapshot:
    tenant = Tenant(key=f"k{at:07d}", handle=f"tenant-{at}", name=f"Tenant {at}", package="office")
    return TenantSnapshot(tenant, Package(handle="office", name="Office", extensions=PER_TENANT), tuple(
        Extension(number=str(101 + number), name=f"Nguyễn Văn {number}", secret=Secret(f"Kq7mW2xTz9RbLp4s{at}{number}"))
        for number in range(PER_TENANT)))


def _measure(snapshot: Snapshot, runs: int) -> dict[str, dict[str, float]]:
    build = compile_snapshot(snapshot)
    return {"compile": _time(lambda: compile_snapshot(snapshot), runs), "lint": _time(lambda: lint_build(build), runs)}


def _time(work: Callable[[], object], runs: int) -> dict[str, float]:
    taken = []
    for _ in range(runs):
        begin = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begin)
    return {"best": round(min(taken), 4), "median": round(statistics.median(taken), 4)}


if __name__ == "__main__":
    sys.exit(main())
