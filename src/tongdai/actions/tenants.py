"""Tenants: list, show, create, change, delete."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from tongdai.actions.change import Published, carry_out
from tongdai.actions.context import Context, no_tenant
from tongdai.actions.judge import refuse_faults
from tongdai.actions.mint import mint_key
from tongdai.actions.packages import package_in
from tongdai.actions.page import Page, page_of
from tongdai.domain.books import Books
from tongdai.domain.fields import NAME, TENANT, Forms, Text, read_changes
from tongdai.domain.finding import FindingKind, Where
from tongdai.domain.person import Role
from tongdai.domain.rights import Right
from tongdai.domain.snapshot import TenantSnapshot
from tongdai.domain.tenant import Language, Tenant
from tongdai.store.reads import TenantRow as TenantRow
from tongdai.store.reads import read_house, read_tenant_rows

E_TENANT_EXISTS = FindingKind(
    "E_TENANT_EXISTS", "There is a tenant '{handle}' already.", "Choose another handle.")

KINDS = (E_TENANT_EXISTS,)

_CHANGEABLE: Final[Forms] = {
    "name": NAME, "package": Text(longest=32, required=True), "country": TENANT["country"],
    "time_zone": TENANT["time_zone"], "language": TENANT["language"],
    "recording_announcement": TENANT["recording_announcement"]}


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantDraft:
    """A tenant as somebody wishes it; key and cell are not theirs to choose."""

    handle: str
    name: str
    package: str
    country: str = "VN"
    time_zone: str = "Asia/Ho_Chi_Minh"
    language: Language = Language.VIETNAMESE
    recording_announcement: bool = False


def list_tenants(ctx: Context, search: str = "", page: int = 1) -> Page[TenantRow]:
    """The tenants that the asker may know of, by handle."""
    own = ctx.require(Right.SEE_TENANTS)
    lines = read_tenant_rows(None if ctx.asker.role is Role.OPERATOR else own)
    wanted = search.strip().casefold()
    return page_of([each for each in lines if wanted in f"{each.handle}\n{each.name}".casefold()], page)


def get_tenant_row(ctx: Context, handle: str | None = None) -> TenantRow:
    """One tenant as lists show it, without reading what it has configured."""
    handle = ctx.require(Right.KNOW_TENANT, handle)
    for each in read_tenant_rows(handle):
        return each
    raise no_tenant(handle)


def get_tenant(ctx: Context, handle: str | None = None) -> TenantSnapshot:
    """One tenant whole."""
    handle = ctx.require(Right.SEE_TENANTS, handle)
    house = read_house(handle, ctx.seal)
    if house is None:
        raise no_tenant(handle)
    return house


def create_tenant(ctx: Context, draft: TenantDraft, why: str = "") -> Published:
    """Add a tenant."""
    ctx.require(Right.CREATE_TENANT)

    def alter(books: Books) -> Books:
        if draft.handle in books.houses:
            where = Where(draft.handle, "tenant", draft.handle, "handle")
            refuse_faults([E_TENANT_EXISTS.at(where, handle=draft.handle)])
        package = package_in(books, draft.package)
        tenant = Tenant(key=new_key(books), handle=draft.handle, name=draft.name, package=draft.package,
                        cell=ctx.settings.cell, country=draft.country, time_zone=draft.time_zone,
                        language=draft.language, recording_announcement=draft.recording_announcement)
        return books.with_house(TenantSnapshot(tenant, package))

    return carry_out(ctx, alter, why)


def new_key(books: Books) -> str:
    """A key that no tenant has."""
    return mint_key(each.tenant.key for each in books.houses.values())


def update_tenant(ctx: Context, handle: str | None, changes: Mapping[str, object], why: str = "") -> Published:
    """Change the named fields of a tenant and no others: name, package, country, time_zone, language,
    recording_announcement.
    """
    own = ctx.require(Right.CHANGE_TENANT, handle)
    if "package" in changes:
        ctx.require(Right.RENT_PACKAGE, handle)

    def alter(books: Books) -> Books:
        house = house_in(books, own)
        values, findings = read_changes(_CHANGEABLE, changes, Where(own, "tenant", own))
        refuse_faults(findings)
        package = package_in(books, str(values["package"])) if "package" in values else house.package
        typed: dict[str, Any] = values
        return books.with_house(replace(house, tenant=replace(house.tenant, **typed), package=package))

    return carry_out(ctx, alter, why)


def delete_tenant(ctx: Context, handle: str, why: str = "") -> Published:
    """Delete a tenant with its extensions and people; its releases and the journal stay."""
    own = ctx.require(Right.DELETE_TENANT, handle)

    def alter(books: Books) -> Books:
        house_in(books, own)
        return books.without_house(own)

    return carry_out(ctx, alter, why)


def house_in(books: Books, handle: str) -> TenantSnapshot:
    """A tenant of these books; refused where there is none."""
    if handle not in books.houses:
        raise no_tenant(handle)
    return books.houses[handle]
