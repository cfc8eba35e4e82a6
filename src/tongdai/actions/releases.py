"""Releases: what was published, by whom and why; compare them, and go back to one."""

from dataclasses import dataclass, replace

from tongdai.actions.change import Published, carry_out
from tongdai.actions.context import Context, NotFound, Refused, no_tenant
from tongdai.actions.packages import package_in
from tongdai.actions.page import Page, page_bounds
from tongdai.domain.books import Books
from tongdai.domain.difference import Difference, compare
from tongdai.domain.message import Message, say
from tongdai.domain.person import Role
from tongdai.domain.rights import Right
from tongdai.domain.snapshot import TenantSnapshot
from tongdai.plan import build_plan, compare_plans
from tongdai.store.reads import key_of
from tongdai.store.releases import (
    ReleaseRecord,
    count_releases,
    key_of_former,
    read_release,
    read_release_rows,
)
from tongdai.store.releases import ReleaseRow as ReleaseRow


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseStory:
    """One release told whole; `house` is None where the tenant was deleted by it."""

    row: ReleaseRow
    tenant: str
    difference: Difference
    house: TenantSnapshot | None


def list_releases(ctx: Context, tenant: str | None = None, page: int = 1) -> Page[ReleaseRow]:
    """A tenant's releases, the newest first; an operator may ask for a tenant that was deleted."""
    _, key = _tenant(ctx, Right.SEE_RELEASES, tenant)
    total = count_releases(key)
    number, pages, first, last = page_bounds(page, total)
    return Page(tuple(read_release_rows(key, first, last)), number, pages, total)


def show_release(ctx: Context, tenant: str | None, number: int) -> ReleaseStory:
    """One release with what it changed, and what that meant for calls."""
    _, key = _tenant(ctx, Right.SEE_RELEASES, tenant)
    release = _release(ctx, key, number)
    former = read_release(key, number - 1, ctx.seal)
    words = _plan_words(former.house if former else None, release.house)
    return ReleaseStory(row=release.row, tenant=release.handle, house=release.house,
                        difference=replace(release.difference, plan=words))


def compare_releases(ctx: Context, tenant: str | None, before: int, after: int) -> Difference:
    """What changed between two releases, and what that means for calls."""
    _, key = _tenant(ctx, Right.SEE_RELEASES, tenant)
    old, new = _release(ctx, key, before).house, _release(ctx, key, after).house
    return replace(compare(old, new), plan=_plan_words(old, new))


def _plan_words(before: TenantSnapshot | None, after: TenantSnapshot | None) -> tuple[Message, ...]:
    return compare_plans(build_plan(before), build_plan(after)) if before and after else ()


def roll_back(ctx: Context, tenant: str | None, number: int, why: str = "") -> Published:
    """Make the tenant what it was in a former release, as a new release.

    What it rents and the cell it lives in stay as they are, unless it was deleted: then it comes back as it was.
    """
    handle, key = _tenant(ctx, Right.ROLL_BACK, tenant)
    former = _release(ctx, key, number).house
    if former is None:
        raise Refused(say("Release {number} deleted the tenant; choose an earlier one.", number=number))

    def alter(books: Books) -> Books:
        present = books.houses.get(handle)
        package = present.package if present else package_in(books, former.package.handle)
        cell = present.tenant.cell if present else former.tenant.cell
        wanted = replace(former.tenant, handle=handle, package=package.handle, cell=cell)
        return books.with_house(TenantSnapshot(wanted, package, former.extensions))

    return carry_out(ctx, alter, why, rolled_back_to=number)


def _tenant(ctx: Context, right: Right, tenant: str | None) -> tuple[str, str]:
    handle = ctx.require(right, tenant)
    key = key_of(handle)
    if key is None and ctx.asker.role is Role.OPERATOR:
        key = key_of_former(handle)
    if key is None:
        raise no_tenant(handle)
    return handle, key


def _release(ctx: Context, key: str, number: int) -> ReleaseRecord:
    release = read_release(key, number, ctx.seal) if 0 < number < 2**31 else None
    if release is None:
        raise NotFound(say("There is no release {number}.", number=number))
    return release
