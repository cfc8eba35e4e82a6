"""Snapshot: everything one engine must know, at one instant, as a value."""

from dataclasses import dataclass, field

from tongdai.domain.cell import Cell
from tongdai.domain.extension import Extension
from tongdai.domain.tenant import Package, Tenant


@dataclass(frozen=True, slots=True)
class TenantSnapshot:
    """One tenant whole: what it rents and all that it has configured, extensions in order of their numbers."""

    tenant: Tenant
    package: Package
    extensions: tuple[Extension, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One cell and its tenants, in order of their keys."""

    cell: Cell = field(default_factory=Cell)
    tenants: tuple[TenantSnapshot, ...] = ()
