"""Packages: list, show, create, change, delete."""

from collections.abc import Mapping
from dataclasses import dataclass

from tongdai.actions.context import Context
from tongdai.actions.publish import Published
from tongdai.domain.tenant import Package


@dataclass(frozen=True, slots=True)
class PackageRow:
    """One line of the list of packages."""

    package: Package
    tenants: int


def list_packages(ctx: Context) -> tuple[PackageRow, ...]:
    """All packages by handle; an administrator sees the one that is rented."""
    raise NotImplementedError


def get_package(ctx: Context, handle: str) -> Package:
    """One package."""
    raise NotImplementedError


def create_package(ctx: Context, package: Package, why: str = "") -> Published:
    """Add a package."""
    raise NotImplementedError


def update_package(ctx: Context, handle: str, changes: Mapping[str, object], why: str = "") -> Published:
    """Change the named fields of a package; every tenant that rents it gets a release."""
    raise NotImplementedError


def delete_package(ctx: Context, handle: str, why: str = "") -> Published:
    """Delete a package that nobody rents."""
    raise NotImplementedError
