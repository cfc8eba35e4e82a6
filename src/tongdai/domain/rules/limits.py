"""Limits of the package: the one place where they are tested, for form, import, API and command line alike."""

from collections.abc import Iterator

from tongdai.domain.finding import Finding, FindingKind, Where
from tongdai.domain.recording import RecordPolicy
from tongdai.domain.snapshot import TenantSnapshot
from tongdai.domain.tenant import Feature, Package

E_LIMIT_EXTENSIONS = FindingKind(
    "E_LIMIT_EXTENSIONS", "Package '{package}' allows {limit} extensions and this would make {count}.",
    "Delete extensions that are not used, or move the customer to a larger package.")
E_LIMIT_FEATURE = FindingKind(
    "E_LIMIT_FEATURE", "Package '{package}' does not include this: {feature}.",
    "Move the customer to a package that does, or choose what the package has.")

KINDS = (E_LIMIT_EXTENSIONS, E_LIMIT_FEATURE)


def check_limits(house: TenantSnapshot) -> Iterator[Finding]:
    """What the tenant has against what it rents."""
    count, limit = len(house.extensions), house.package.extensions
    if count > limit:
        where = Where(house.tenant.handle, "tenant", house.tenant.handle, "extensions")
        yield E_LIMIT_EXTENSIONS.at(where, package=house.package.handle, limit=limit, count=count)
    for each in house.extensions:
        for field in ("record_incoming", "record_outgoing"):
            if getattr(each, field) is not RecordPolicy.NEVER and Feature.RECORDING not in house.package.features:
                yield E_LIMIT_FEATURE.at(Where(house.tenant.handle, "extension", each.number[:32], field),
                                         package=house.package.handle, feature=Feature.RECORDING.value)


def check_feature(package: Package, feature: Feature) -> Iterator[Finding]:
    """Whether what the tenant rents includes something."""
    if feature not in package.features:
        where = Where("", "package", package.handle, "features")
        yield E_LIMIT_FEATURE.at(where, package=package.handle, feature=feature.value)
