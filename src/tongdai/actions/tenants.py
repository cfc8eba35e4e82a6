"""Tenants: list, show, create, change, delete."""

from collections.abc import Mapping
from dataclasses import dataclass

from tongdai.actions.context import Context
from tongdai.actions.page import Page
from tongdai.actions.publish import Published
from tongdai.domain.snapshot import TenantSnapshot
from tongdai.domain.tenant import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantDraft:
    """A tenant as somebody wishes it; key and cell are not theirs to choose."""

    handle: str
    name: str
    package: str
    country: str = "VN"
    time_zone: str = "Asia/Ho_Chi_Minh"
    language: Language = Language.VIETNAMESE


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantRow:
    """One line of the list of tenants."""

    handle: str
    name: str
    package: str
    cell: str
    language: Language
    extensions: int
    extension_limit: int


def list_tenants(ctx: Context, search: str = "", page: int = 1) -> Page[TenantRow]:
    """The tenants that the asker may know of, by handle."""
    raise NotImplementedError


def get_tenant(ctx: Context, handle: str | None = None) -> TenantSnapshot:
    """One tenant whole."""
    raise NotImplementedError


def create_tenant(ctx: Context, draft: TenantDraft, why: str = "") -> Published:
    """Add a tenant."""
    raise NotImplementedError


def update_tenant(ctx: Context, handle: str | None, changes: Mapping[str, object], why: str = "") -> Published:
    """Change the named fields of a tenant and no others: name, package, country, time_zone, language."""
    raise NotImplementedError


def delete_tenant(ctx: Context, handle: str, why: str = "") -> Published:
    """Delete a tenant with its extensions and people; its releases and the journal stay."""
    raise NotImplementedError
