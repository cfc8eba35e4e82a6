"""Judge: everything that can be said of a change before anything is written; the first fault refuses it."""

from collections.abc import Iterable

from tongdai.actions.context import Context, Refused
from tongdai.compiler import Build, compile_snapshot, lint_build
from tongdai.domain.books import Books
from tongdai.domain.cell import Cell
from tongdai.domain.finding import Finding, has_errors
from tongdai.domain.message import say
from tongdai.domain.rules import check_cell, check_house, check_package
from tongdai.domain.snapshot import Snapshot, TenantSnapshot

MOST_FINDINGS = 100


def refuse_faults(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings, if none of them refuses the change."""
    found = tuple(findings)
    if has_errors(found):
        raise Refused(say("This was refused and nothing was changed."), found[:MOST_FINDINGS])
    return found


def judge_books(ctx: Context, before: Books, after: Books) -> tuple[Finding, ...]:
    """Every rule for whatever differs."""
    findings: list[Finding] = []
    for handle, package in after.packages.items():
        if package != before.packages.get(handle):
            findings.extend(check_package(package))
    for _, house in altered_houses(before, after):
        if house is not None:
            findings.extend(check_house(house))
    findings.extend(check_cell(snapshot_of(ctx, after)))
    return tuple(dict.fromkeys(findings))


def altered_houses(before: Books, after: Books) -> list[tuple[TenantSnapshot | None, TenantSnapshot | None]]:
    """Each tenant that differs, before and after, in order of their handles."""
    pairs = [(before.houses.get(handle), after.houses.get(handle))
             for handle in sorted(before.houses.keys() | after.houses.keys())]
    return [(old, new) for old, new in pairs if old is not new and old != new]


def snapshot_of(ctx: Context, books: Books) -> Snapshot:
    """What the engine of this cell must know."""
    return books.snapshot(Snapshot(Cell(name=ctx.settings.cell, realm=ctx.settings.sip_realm)))


def compile_books(ctx: Context, books: Books) -> Build:
    """The engine's files, read back; refused where that finds a fault."""
    build = compile_snapshot(snapshot_of(ctx, books))
    refuse_faults((*build.findings, *lint_build(build)))
    return build


def prove(ctx: Context, build: Build) -> tuple[Finding, ...]:
    """Boot a scratch engine on it, unless the engine stands on the same build already."""
    deployed = ctx.engine.deployed()
    if deployed is not None and deployed.digest == build.digest:
        return ()
    return refuse_faults(ctx.engine.prove(build).findings)


