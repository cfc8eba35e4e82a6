"""Packages: list, show, create, change, delete."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from tongdai.actions.change import Published, carry_out
from tongdai.actions.context import Context, NotFound
from tongdai.actions.judge import refuse_faults
from tongdai.domain.books import Books
from tongdai.domain.fields import PACKAGE, Forms, read_changes
from tongdai.domain.finding import FindingKind, Where
from tongdai.domain.message import say
from tongdai.domain.person import Role
from tongdai.domain.rights import Right
from tongdai.domain.tenant import Package
from tongdai.store.reads import count_renters, read_packages, read_rented

E_PACKAGE_UNKNOWN = FindingKind(
    "E_PACKAGE_UNKNOWN", "There is no package '{handle}'.",
    "Choose one that exists, or create it first: {known}.")
E_PACKAGE_EXISTS = FindingKind(
    "E_PACKAGE_EXISTS", "There is a package '{handle}' already.", "Choose another handle.")
E_PACKAGE_RENTED = FindingKind(
    "E_PACKAGE_RENTED", "Package '{handle}' is rented by {count} tenants.",
    "Move them to another package first.")

KINDS = (E_PACKAGE_UNKNOWN, E_PACKAGE_EXISTS, E_PACKAGE_RENTED)

_CHANGEABLE: Final[Forms] = {name: form for name, form in PACKAGE.items() if name != "handle"}


@dataclass(frozen=True, slots=True)
class PackageRow:
    """One line of the list of packages."""

    package: Package
    tenants: int


def list_packages(ctx: Context) -> tuple[PackageRow, ...]:
    """All packages by handle; an administrator sees the one that is rented."""
    own = ctx.require(Right.SEE_PACKAGES)
    if ctx.asker.role is Role.OPERATOR:
        renters = count_renters()
        return tuple(PackageRow(each, renters.get(each.handle, 0)) for each in read_packages())
    rented = read_rented(own)
    return (PackageRow(rented, 1),) if rented else ()


def get_package(ctx: Context, handle: str) -> Package:
    """One package."""
    for row in list_packages(ctx):
        if row.package.handle == handle:
            return row.package
    raise _no_package(handle)


def create_package(ctx: Context, package: Package, why: str = "") -> Published:
    """Add a package."""
    ctx.require(Right.CHANGE_PACKAGES)

    def alter(books: Books) -> Books:
        if package.handle in books.packages:
            refuse_faults([E_PACKAGE_EXISTS.at(_where(package.handle), handle=package.handle)])
        return books.with_package(package)

    return carry_out(ctx, alter, why)


def update_package(ctx: Context, handle: str, changes: Mapping[str, object], why: str = "") -> Published:
    """Change the named fields of a package; every tenant that rents it gets a release."""
    ctx.require(Right.CHANGE_PACKAGES)

    def alter(books: Books) -> Books:
        if handle not in books.packages:
            raise _no_package(handle)
        values, findings = read_changes(_CHANGEABLE, changes, _where(handle))
        refuse_faults(findings)
        typed: dict[str, Any] = values
        return books.with_package(replace(books.packages[handle], **typed))

    return carry_out(ctx, alter, why)


def delete_package(ctx: Context, handle: str, why: str = "") -> Published:
    """Delete a package that nobody rents."""
    ctx.require(Right.CHANGE_PACKAGES)

    def alter(books: Books) -> Books:
        if handle not in books.packages:
            raise _no_package(handle)
        renters = count_renters().get(handle, 0)
        if renters:
            refuse_faults([E_PACKAGE_RENTED.at(_where(handle), handle=handle, count=renters)])
        return books.without_package(handle)

    return carry_out(ctx, alter, why)


def package_in(books: Books, handle: str) -> Package:
    """A package of these books; refused where there is none."""
    if handle not in books.packages:
        known = ", ".join(sorted(books.packages)) or "-"
        refuse_faults([E_PACKAGE_UNKNOWN.at(_where(handle), handle=handle[:32], known=known)])
    return books.packages[handle]


def _where(handle: str) -> Where:
    return Where("", "package", handle[:32], "handle")


def _no_package(handle: str) -> NotFound:
    return NotFound(say("There is no package '{handle}'.", handle=handle[:32]))
