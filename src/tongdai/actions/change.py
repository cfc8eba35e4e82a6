"""Change: the one way from a wish to a release; refused or failed, everything is as before."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import DatabaseError

from tongdai.actions.context import Context, Refused
from tongdai.actions.judge import altered_houses, compile_books, judge_books, prove, refuse_faults
from tongdai.actions.turn import one_at_a_time
from tongdai.compiler import Build
from tongdai.domain.books import Books
from tongdai.domain.difference import Difference, compare, compare_packages
from tongdai.domain.finding import Finding
from tongdai.domain.message import say
from tongdai.domain.snapshot import TenantSnapshot
from tongdai.engine import EngineError
from tongdai.plan import build_plan, plan_digest
from tongdai.store.exclusive import one_change
from tongdai.store.journal import LONGEST_WHY, Occasion, changing
from tongdai.store.reads import Ledger, read_ledger
from tongdai.store.trouble import explain
from tongdai.store.writes import NewRelease, OvertakenError, record, turn_page, write_books, write_release

Alter = Callable[[Books], Books]


@dataclass(frozen=True, slots=True)
class Published:
    """What a change came to.

    `release` is the tenant's new release (the first of them where several tenants were touched), None where no tenant
    was. `redeployed` tells that the engine was given files anew although nobody changed anything.
    """

    release: int | None
    difference: Difference
    findings: tuple[Finding, ...] = ()
    seconds: float = 0.0
    redeployed: bool = False


@dataclass(frozen=True, slots=True)
class _Wish:
    """A change that was judged and proved, and can be written down."""

    before: Ledger
    after: Books
    packages: Difference
    releases: tuple[NewRelease, ...]
    build: Build
    findings: tuple[Finding, ...]

    @property
    def in_force(self) -> dict[str, int]:
        """The release of every tenant once this is done."""
        return in_force(self.after, {**self.before.releases, **{each.key: each.number for each in self.releases}})


def carry_out(ctx: Context, alter: Alter, why: str, rolled_back_to: int | None = None) -> Published:
    """Change the books and make a release of it, or refuse and leave everything as it was.

    1. Wait for other publishers. 2. Read the books and alter them, as values. 3. Judge them by every rule.
    4. Compile, lint and prove. 5. In one transaction: write what differs, the journal and the releases; then switch
    the engine; commit. If the commit fails, the engine is switched back.
    """
    started = time.monotonic()
    occasion = occasion_of(ctx, why)
    with refusing_trouble(), one_at_a_time(ctx.settings.data):
        before = read_ledger(ctx.settings.cell, ctx.seal)
        after = alter(before.books)
        wish = _judge(ctx, before, after, rolled_back_to)
        if wish is None:
            return Published(None, Difference(), seconds=time.monotonic() - started)
        _write_and_switch(ctx, wish, occasion)
    release = wish.releases[0] if wish.releases else None
    changes = tuple(dict.fromkeys(change for each in (wish.packages, *(r.difference for r in wish.releases))
                                  for change in each.changes))
    return Published(release.number if release else None, Difference(changes), wish.findings,
                     time.monotonic() - started)


def occasion_of(ctx: Context, why: str) -> Occasion:
    """Who, when and why, for the journal."""
    if len(why) > LONGEST_WHY or any(not each.isprintable() for each in why):
        raise Refused(say("The reason may have {longest} characters on one line; write a shorter one.",
                          longest=LONGEST_WHY))
    return Occasion(ctx.asker.name, ctx.asker.person_id, ctx.now(), why, ctx.asker.surface)


@contextmanager
def refusing_trouble() -> Iterator[None]:
    """Turn what the database and the engine cannot do into a refusal with one sentence."""
    try:
        yield
    except DatabaseError as error:
        raise Refused(explain(error)) from error
    except EngineError as error:
        raise Refused(error.message) from error
    except OvertakenError as error:
        raise Refused(say("Somebody else changed this at the same moment; nothing was changed. Try again.")) from error


@contextmanager
def recording(ctx: Context, why: str) -> Iterator[Occasion]:
    """One transaction for a change that is not part of the engine's configuration: people and tokens."""
    occasion = occasion_of(ctx, why)
    with refusing_trouble(), one_change(), changing(occasion):
        yield occasion


def _judge(ctx: Context, before: Ledger, after: Books, rolled_back_to: int | None) -> _Wish | None:
    """Everything that can be known before the first row is written; None where nothing differs."""
    altered = altered_houses(before.books, after)
    packages = _compare_all_packages(before.books, after)
    if not altered and not packages:
        return None
    findings = refuse_faults(judge_books(ctx, before.books, after))
    releases = tuple(_new_release(before.releases, old, new, rolled_back_to) for old, new in altered)
    build = compile_books(ctx, after)
    if altered:
        findings += prove(ctx, build)
    return _Wish(before, after, packages, releases, build, findings)


def _compare_all_packages(before: Books, after: Books) -> Difference:
    handles = sorted(before.packages.keys() | after.packages.keys())
    return Difference(tuple(change for handle in handles
                            for change in compare_packages(before.packages.get(handle),
                                                           after.packages.get(handle)).changes))


def _new_release(releases: Mapping[str, int], old: TenantSnapshot | None, new: TenantSnapshot | None,
                 rolled_back_to: int | None) -> NewRelease:
    tenant = (new or old).tenant  # type: ignore[union-attr]  # one of them exists
    number = releases.get(tenant.key, 0) + 1
    return NewRelease(tenant.key, tenant.handle, number, compare(old, new), new,
                      plan_digest(build_plan(new)) if new else "", rolled_back_to)


def _write_and_switch(ctx: Context, wish: _Wish, occasion: Occasion) -> None:
    """Write everything, switch the engine last, commit; a failed commit switches the engine back."""
    switched = False
    try:
        with one_change(), changing(occasion):
            turn_page(ctx.settings.cell, wish.before.revision, wish.build.digest)
            write_books(wish.before.books, wish.after, ctx.seal)
            record(occasion, None, wish.packages)
            for release in wish.releases:
                write_release(release, occasion, ctx.seal)
                record(occasion, release.key, release.difference)
            if wish.releases:
                ctx.engine.deploy(wish.build, wish.in_force)
                switched = True
    except DatabaseError:
        if switched:
            ctx.engine.deploy(compile_books(ctx, wish.before.books), in_force(wish.before.books,
                                                                               wish.before.releases))
        raise


def in_force(books: Books, releases: Mapping[str, int]) -> dict[str, int]:
    return {house.tenant.key: releases.get(house.tenant.key, 0) for house in books.houses.values()}
