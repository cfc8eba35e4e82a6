"""What pages and publishing read."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Max

from tongdai.domain.books import Books
from tongdai.domain.extension import Extension
from tongdai.domain.snapshot import TenantSnapshot
from tongdai.store import models
from tongdai.store.mapping import (
    EXTENSION_COLUMNS,
    PACKAGE_COLUMNS,
    TENANT_COLUMNS,
    read_extension,
    read_package,
    read_tenant,
)
from tongdai.store.seal import Seal
from tongdai.store.tenancy import everywhere, within


@dataclass(frozen=True, slots=True)
class Ledger:
    """The books of a cell, how often they were changed, and the last release of every tenant there ever was."""

    books: Books
    revision: int
    releases: dict[str, int]


def read_ledger(cell: str, seal: Seal) -> Ledger:
    """Everything of one cell, in five queries."""
    with everywhere():
        revision = models.Cell.objects.filter(name=cell).values_list("revision", flat=True).first() or 0
        packages = {row[0]: read_package(row) for row in models.Package.objects.values_list(*PACKAGE_COLUMNS)}
        tenants = [read_tenant(row) for row in models.Tenant.objects.filter(cell_id=cell).values_list(*TENANT_COLUMNS)]
        rows = models.Extension.objects.filter(tenant__cell_id=cell).values_list(*EXTENSION_COLUMNS)
        extensions: dict[str, list[Extension]] = defaultdict(list)
        for row in rows.iterator(chunk_size=2000):
            extensions[row[0]].append(read_extension(row, seal))
        releases = dict(models.Release.objects.values_list("tenant_id").annotate(Max("number")))
    houses = {each.handle: TenantSnapshot(each, packages[each.package], in_order(extensions[each.key]))
              for each in tenants}
    return Ledger(Books(packages, houses), revision, releases)


def in_order(extensions: list[Extension]) -> tuple[Extension, ...]:
    """Extensions as a snapshot holds them: in order of their numbers."""
    return tuple(sorted(extensions, key=lambda each: (len(each.number), each.number)))


def read_house(handle: str, seal: Seal) -> TenantSnapshot | None:
    """One tenant whole, or None."""
    row = models.Tenant.objects.filter(handle=handle).values_list(*TENANT_COLUMNS).first()
    if row is None:
        return None
    tenant = read_tenant(row)
    package = models.Package.objects.values_list(*PACKAGE_COLUMNS).get(handle=tenant.package)
    with within(tenant.key):
        rows = models.Extension.objects.values_list(*EXTENSION_COLUMNS)
        extensions = [read_extension(each, seal) for each in rows]
    return TenantSnapshot(tenant, read_package(package), in_order(extensions))


def key_of(handle: str) -> str | None:
    """The key of the tenant with this handle, or None."""
    return models.Tenant.objects.filter(handle=handle).values_list("key", flat=True).first()
