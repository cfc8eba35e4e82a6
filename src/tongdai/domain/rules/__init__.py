"""What makes a house sound: every rule a tenant must keep, whichever door the change came through."""

from tongdai.domain.finding import Finding
from tongdai.domain.rules.cells import check_cell
from tongdai.domain.rules.extensions import check_extensions
from tongdai.domain.rules.limits import check_feature, check_limits
from tongdai.domain.rules.people import check_password, check_person
from tongdai.domain.rules.tenants import check_package, check_tenant
from tongdai.domain.snapshot import Snapshot, TenantSnapshot

__all__ = ["check_cell", "check_feature", "check_house", "check_package", "check_password", "check_person",
           "check_snapshot"]


def check_house(house: TenantSnapshot) -> tuple[Finding, ...]:
    """Every rule for one tenant, in the order in which people mend things."""
    return (*check_tenant(house.tenant), *check_package(house.package), *check_extensions(house), *check_limits(house))


def check_snapshot(snapshot: Snapshot) -> tuple[Finding, ...]:
    """Every rule for every tenant of a cell."""
    return tuple(finding for house in snapshot.tenants for finding in check_house(house))
