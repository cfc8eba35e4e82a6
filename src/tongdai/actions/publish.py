"""Publish: make the engine stand on what the database says."""

import time

from tongdai.actions.change import Published as Published
from tongdai.actions.change import in_force, occasion_of, refusing_trouble
from tongdai.actions.context import Context
from tongdai.actions.judge import compile_books, prove
from tongdai.actions.turn import one_at_a_time
from tongdai.compiler import Build
from tongdai.domain.difference import Difference
from tongdai.domain.rights import Right
from tongdai.store.exclusive import one_change
from tongdai.store.reads import Ledger, read_ledger
from tongdai.store.writes import turn_page


def publish(ctx: Context, why: str = "") -> Published:
    """Make the engine stand on what the database says, proved anew; "nothing to do" where it does already."""
    ctx.require(Right.PUBLISH)
    occasion_of(ctx, why)
    started = time.monotonic()
    with refusing_trouble(), one_at_a_time(ctx.settings.data):
        ledger = read_ledger(ctx.settings.cell, ctx.seal)
        build = compile_books(ctx, ledger.books)
        if _stands_on(ctx, build, ledger):
            return Published(None, Difference(), seconds=time.monotonic() - started)
        findings = prove(ctx, build)
        with one_change():
            turn_page(ctx.settings.cell, ledger.revision, build.digest)
            ctx.engine.deploy(build, in_force(ledger.books, ledger.releases))
    return Published(None, Difference(), findings, time.monotonic() - started, redeployed=True)


def _stands_on(ctx: Context, build: Build, ledger: Ledger) -> bool:
    """Whether the engine stands on this build, with every tenant's present release."""
    deployed = ctx.engine.deployed()
    return (deployed is not None and deployed.digest == build.digest
            and dict(deployed.releases) == in_force(ledger.books, ledger.releases))


def recover(ctx: Context) -> bool:
    """After a kill or a restore: redeploy what the database says if the engine stands on anything else."""
    return publish(ctx, "").redeployed
