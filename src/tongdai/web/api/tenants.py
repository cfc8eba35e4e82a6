"""Tenants through the API."""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Status
from pydantic import StrictBool

from tongdai.actions.tenants import TenantDraft, create_tenant, delete_tenant, get_tenant, list_tenants, update_tenant
from tongdai.domain.snapshot import TenantSnapshot
from tongdai.domain.tenant import Language
from tongdai.web.api.entrance import asking
from tongdai.web.api.shapes import (
    REFUSALS,
    Handle,
    PageNumber,
    PageOut,
    PublishedOut,
    Search,
    Strict,
    Why,
    named,
    optional,
    page_of,
    published,
)

router = Router(tags=["tenants"])


class TenantIn(Strict):
    """A new tenant."""

    handle: str = Field(max_length=64, examples=["sen"])
    name: str = Field(max_length=200, examples=["Sen Trading"])
    package: str = Field(max_length=64, examples=["small"])
    country: str = Field("VN", max_length=8, examples=["VN"])
    time_zone: str = Field("Asia/Ho_Chi_Minh", max_length=64)
    language: Language = Language.VIETNAMESE
    recording_announcement: StrictBool = False


class TenantChange(Strict):
    """The fields to change; what is left out stays as it is."""

    name: str = optional()
    package: str = optional()
    country: str = optional()
    time_zone: str = optional()
    language: Language = optional()
    recording_announcement: StrictBool = optional()


class TenantRowOut(Strict):
    """One line of the list."""

    handle: str = Field(examples=["sen"])
    name: str = Field(examples=["Sen Trading"])
    package: str = Field(examples=["small"])
    cell: str = Field(examples=["c1"])
    language: Language
    extensions: int = Field(examples=[4])
    extension_limit: int = Field(examples=[10])


class TenantOut(Strict):
    """One tenant."""

    handle: str = Field(examples=["sen"])
    name: str = Field(examples=["Sen Trading"])
    package: str = Field(examples=["small"])
    cell: str = Field(examples=["c1"])
    country: str = Field(examples=["VN"])
    time_zone: str = Field(examples=["Asia/Ho_Chi_Minh"])
    language: Language
    recording_announcement: bool
    extensions: int = Field(description="How many it has.", examples=[4])


@router.get("", response={200: PageOut[TenantRowOut], **REFUSALS}, summary="List tenants")
def list_all(request: HttpRequest, search: Search = "", page: PageNumber = 1) -> Any:
    """Those that you may know of, by handle."""
    return page_of(list_tenants(asking(request), search, page), _fields)


@router.post("", response={201: PublishedOut, **REFUSALS}, summary="Create a tenant")
def create(request: HttpRequest, body: TenantIn, why: Why = "") -> Any:
    """It gets its first release."""
    return Status(201, published(create_tenant(asking(request), TenantDraft(**body.model_dump()), why)))


@router.get("/{tenant}", response={200: TenantOut, **REFUSALS}, summary="Show a tenant")
def show(request: HttpRequest, tenant: Handle) -> Any:
    """Its own fields; extensions have their own address."""
    return _tenant(get_tenant(asking(request), tenant))


@router.patch("/{tenant}", response={200: PublishedOut, **REFUSALS}, summary="Change a tenant")
def update(request: HttpRequest, tenant: Handle, body: TenantChange, why: Why = "") -> Any:
    """Fields that are not named stay as they are."""
    return published(update_tenant(asking(request), tenant, named(body), why))


@router.delete("/{tenant}", response={200: PublishedOut, **REFUSALS}, summary="Delete a tenant")
def delete(request: HttpRequest, tenant: Handle, why: Why = "") -> Any:
    """With its extensions and people; its releases stay."""
    return published(delete_tenant(asking(request), tenant, why))


def _fields(row: Any) -> dict[str, object]:
    return {name: getattr(row, name) for name in TenantRowOut.model_fields}


def _tenant(house: TenantSnapshot) -> dict[str, object]:
    own = {name: getattr(house.tenant, name) for name in TenantOut.model_fields if name != "extensions"}
    return own | {"extensions": len(house.extensions)}
