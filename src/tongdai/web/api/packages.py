"""Packages through the API."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Path, Router, Status
from pydantic import StrictInt

from tongdai.actions.packages import create_package, delete_package, get_package, list_packages, update_package
from tongdai.domain.tenant import Feature, Package
from tongdai.web.api.entrance import asking
from tongdai.web.api.shapes import REFUSALS, PublishedOut, Strict, Why, named, optional, published

router = Router(tags=["packages"])

PackageHandle = Annotated[str, Path(max_length=32, example="small", description="Handle of the package.")]
MOST = 2**31 - 1


class PackageIn(Strict):
    """A new package; a limit of 0 means none of it."""

    handle: str = Field(max_length=64, examples=["small"])
    name: str = Field(max_length=200, examples=["Small office"])
    extensions: StrictInt = Field(10, ge=0, le=MOST)
    concurrent_calls: StrictInt = Field(5, ge=0, le=MOST)
    recording_gb: StrictInt = Field(0, ge=0, le=MOST)
    recording_days: StrictInt = Field(0, ge=0, le=MOST)
    log_months: StrictInt = Field(24, ge=0, le=MOST)
    features: list[Feature] = Field([], max_length=20)


class PackageChange(Strict):
    """The fields to change; what is left out stays as it is."""

    name: str = optional()
    extensions: StrictInt = optional()
    concurrent_calls: StrictInt = optional()
    recording_gb: StrictInt = optional()
    recording_days: StrictInt = optional()
    log_months: StrictInt = optional()
    features: list[Feature] = optional()


class PackageOut(Strict):
    """One package."""

    handle: str = Field(examples=["small"])
    name: str = Field(examples=["Small office"])
    extensions: int = Field(examples=[10])
    concurrent_calls: int = Field(examples=[5])
    recording_gb: int = Field(examples=[0])
    recording_days: int = Field(examples=[0])
    log_months: int = Field(examples=[24])
    features: list[Feature]


class PackageRowOut(PackageOut):
    """One line of the list."""

    tenants: int = Field(description="How many rent it.", examples=[1])


@router.get("", response={200: list[PackageRowOut], **REFUSALS}, summary="List packages")
def list_all(request: HttpRequest) -> Any:
    """All of them; an administrator sees the one that is rented."""
    return [_package(row.package) | {"tenants": row.tenants} for row in list_packages(asking(request))]


@router.post("", response={201: PublishedOut, **REFUSALS}, summary="Create a package")
def create(request: HttpRequest, body: PackageIn, why: Why = "") -> Any:
    """Nobody rents it yet, so no release is made."""
    fields = body.model_dump() | {"features": frozenset(body.features)}
    return Status(201, published(create_package(asking(request), Package(**fields), why)))


@router.get("/{package}", response={200: PackageOut, **REFUSALS}, summary="Show a package")
def show(request: HttpRequest, package: PackageHandle) -> Any:
    """Its limits and features."""
    return _package(get_package(asking(request), package))


@router.patch("/{package}", response={200: PublishedOut, **REFUSALS}, summary="Change a package")
def update(request: HttpRequest, package: PackageHandle, body: PackageChange, why: Why = "") -> Any:
    """Every tenant that rents it gets a release."""
    changes = named(body)
    if "features" in changes:
        changes["features"] = frozenset(body.features)
    return published(update_package(asking(request), package, changes, why))


@router.delete("/{package}", response={200: PublishedOut, **REFUSALS}, summary="Delete a package")
def delete(request: HttpRequest, package: PackageHandle, why: Why = "") -> Any:
    """Refused while a tenant rents it."""
    return published(delete_package(asking(request), package, why))


def _package(package: Package) -> dict[str, object]:
    fields = {name: getattr(package, name) for name in PackageOut.model_fields}
    return fields | {"features": sorted(package.features)}
