"""One measurement of `apply.py`: a tenant of a given size, a running engine, and a phone that waits for changes."""

import json
import sys
import time
from collections.abc import Callable
from math import ceil
from pathlib import Path
from statistics import median

from cells import RunningCell, cell_in
from rawphone import RawPhone
from testengine import bring_engine
from tongdai.actions.context import Context, operator_context
from tongdai.actions.database import prepare_database
from tongdai.actions.extensions import create_extensions, phone_account, renew_secret
from tongdai.actions.packages import create_package
from tongdai.actions.tenants import TenantDraft, create_tenant, get_tenant
from tongdai.compiler import compile_snapshot
from tongdai.domain.snapshot import Snapshot
from tongdai.domain.tenant import Package
from tongdai.engine.prove import boot_build

AT_ONCE = 1000
FIRST = 1001


def main() -> None:
    """Print what came of it as JSON."""
    directory, size, turns = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    with cell_in(directory, bring_engine()) as cell:
        prepare_database(cell.settings)
        ctx = operator_context(cell.settings, "bench", cell.engine)
        furnish(ctx, size)
        cell.start()
        usable = [timed(lambda turn=turn: change_and_register(ctx, cell, str(FIRST + turn))) for turn in range(turns)]
        snapshot = Snapshot(tenants=(get_tenant(ctx, "sen"),))
        compiled = [timed(lambda: compile_snapshot(snapshot)) for _ in range(turns)]
        build = compile_snapshot(snapshot)
        booted = [timed(lambda: boot_build(cell.cell, cell.engine.program, build)) for _ in range(turns)]
    print(json.dumps({"usable": summary(usable), "compile": summary(compiled), "scratch boot alone": summary(booted)}))


def furnish(ctx: Context, size: int) -> None:
    """One tenant with so many extensions."""
    create_package(ctx, Package(handle="large", name="Large", extensions=2000, concurrent_calls=100))
    create_tenant(ctx, TenantDraft(handle="sen", name="Sen", package="large"))
    for first in range(FIRST, FIRST + size, AT_ONCE):
        create_extensions(ctx, "sen", str(first), min(AT_ONCE, FIRST + size - first), "Phone {number}")


def change_and_register(ctx: Context, cell: RunningCell, number: str) -> None:
    """Give an extension a new secret, and log in with it."""
    renew_secret(ctx, "sen", number)
    account = phone_account(ctx, "sen", number)
    with RawPhone(cell.settings.sip_port, account.account, account.secret.reveal()) as phone:
        status = phone.register(f"<sip:{number}@127.0.0.1:{phone.own_port()}>")
    assert status == 200, f"the phone of extension {number} was answered {status}"


def timed(work: Callable[[], object]) -> float:
    """How many seconds something takes."""
    started = time.monotonic()
    work()
    return time.monotonic() - started


def summary(seconds: list[float]) -> dict[str, float]:
    """Median, 95th percentile and the worst."""
    ranked = sorted(seconds)
    return {"p50": round(median(ranked), 3), "p95": round(ranked[ceil(0.95 * len(ranked)) - 1], 3),
            "worst": round(ranked[-1], 3)}
