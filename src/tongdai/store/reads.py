"""What pages and publishing read."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Max

from tongdai.domain.books import Books
from tongdai.domain.extension import Encryption, Extension
from tongdai.domain.recording import RecordPolicy
from tongdai.domain.snapshot import TenantSnapshot
from tongdai.domain.tenant import Language, Package
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
        releases: dict[str, int] = dict(models.Release.objects.values_list("tenant_id").annotate(Max("number")))
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


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantRow:
    """One line of the list of tenants."""

    handle: str
    name: str
    package: str
    cell: str
    language: Language
    time_zone: str
    extensions: int
    extension_limit: int


def read_tenant_rows(only: str | None = None) -> list[TenantRow]:
    """Every tenant (or one) with what it has and may have, by handle, in two queries."""
    tenants = models.Tenant.objects.order_by("handle")
    with everywhere():
        extensions = models.Extension.objects.all()
        if only is not None:
            tenants = tenants.filter(handle=only)
            extensions = extensions.filter(tenant__handle=only)
        counts = dict(extensions.values_list("tenant_id").annotate(Count("id")))
    columns = ("key", "handle", "name", "package_id", "cell_id", "language", "time_zone", "package__extensions")
    return [TenantRow(handle=handle, name=name, package=package, cell=cell, language=Language(language),
                       time_zone=zone, extensions=counts.get(key, 0), extension_limit=limit)
            for key, handle, name, package, cell, language, zone, limit in tenants.values_list(*columns)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionRow:
    """One extension as lists and pages show it: everything but the secret."""

    number: str
    name: str
    email: str
    language: Language | None
    ring_seconds: int
    devices: int
    encryption: Encryption
    record_incoming: RecordPolicy
    record_outgoing: RecordPolicy


def read_extension_rows(key: str) -> list[ExtensionRow]:
    """A tenant's extensions in order of their numbers."""
    columns = ("number", "name", "email", "language", "ring_seconds", "devices", "encryption", "record_incoming",
               "record_outgoing")
    with within(key):
        rows = models.Extension.objects.values_list(*columns)
        lines = [ExtensionRow(number=number, name=name, email=email, language=Language(language) if language else None,
                               ring_seconds=seconds, devices=devices, encryption=Encryption(encryption),
                               record_incoming=RecordPolicy(incoming), record_outgoing=RecordPolicy(outgoing))
                 for number, name, email, language, seconds, devices, encryption, incoming, outgoing in rows]
    return sorted(lines, key=lambda each: (len(each.number), each.number))


def read_one_extension(key: str, number: str, seal: Seal) -> Extension | None:
    """One extension with its secret, or None."""
    with within(key):
        row = models.Extension.objects.filter(number=number).values_list(*EXTENSION_COLUMNS).first()
    return read_extension(row, seal) if row else None


def read_packages() -> list[Package]:
    """All packages, by handle."""
    return [read_package(row) for row in models.Package.objects.order_by("handle").values_list(*PACKAGE_COLUMNS)]


def count_renters() -> dict[str, int]:
    """How many tenants rent each package, in every cell."""
    return dict(models.Tenant.objects.values_list("package_id").annotate(Count("key")))


def read_rents() -> dict[str, Package]:
    """The package of every tenant, by the tenant's key."""
    packages = {each.handle: each for each in read_packages()}
    return {key: packages[handle] for key, handle in models.Tenant.objects.values_list("key", "package_id")}


def read_rented(handle: str) -> Package | None:
    """The package that a tenant rents; None where there is no such tenant."""
    row = models.Package.objects.filter(tenants__handle=handle).values_list(*PACKAGE_COLUMNS).first()
    return read_package(row) if row else None
