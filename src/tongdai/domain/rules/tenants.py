"""Rules for tenants and packages themselves."""

from collections.abc import Iterator

from tongdai.domain.finding import Finding, FindingKind, Where
from tongdai.domain.rules.texts import is_country, is_handle, is_key, is_name, is_time_zone
from tongdai.domain.tenant import Package, Tenant

MOST_EXTENSIONS = 2000
MOST_CONCURRENT_CALLS = 1000
MOST_RECORDING_GB = 100_000
MOST_RECORDING_DAYS = 3650
MOST_LOG_MONTHS = 240

E_TENANT_HANDLE = FindingKind(
    "E_TENANT_HANDLE", "'{handle}' cannot be the handle of a tenant.",
    "Use 2 to 32 lower-case letters, digits and dashes, beginning with a letter.")
E_TENANT_KEY = FindingKind(
    "E_TENANT_KEY", "The key of tenant '{handle}' is not one that was minted here.",
    "Leave the key out; it is made when the tenant is created.")
E_TENANT_NAME = FindingKind(
    "E_TENANT_NAME", "The name of tenant '{handle}' cannot be shown.",
    "Use 1 to 60 letters, digits, signs and spaces, without a line break.")
E_TENANT_COUNTRY = FindingKind(
    "E_TENANT_COUNTRY", "'{value}' is not the code of a country.", "Use two capital letters, such as VN or KH.")
E_TENANT_TIME_ZONE = FindingKind(
    "E_TENANT_TIME_ZONE", "'{value}' is not a time zone.", "Use a name such as Asia/Ho_Chi_Minh.")
E_PACKAGE_HANDLE = FindingKind(
    "E_PACKAGE_HANDLE", "'{handle}' cannot be the handle of a package.",
    "Use 2 to 32 lower-case letters, digits and dashes, beginning with a letter.")
E_PACKAGE_NAME = FindingKind(
    "E_PACKAGE_NAME", "The name of package '{handle}' cannot be shown.",
    "Use 1 to 60 letters, digits, signs and spaces, without a line break.")
E_PACKAGE_LIMIT = FindingKind(
    "E_PACKAGE_LIMIT", "Package '{handle}': {field} cannot be {value}.", "Choose from {low} to {high}.")

KINDS = (E_TENANT_HANDLE, E_TENANT_KEY, E_TENANT_NAME, E_TENANT_COUNTRY, E_TENANT_TIME_ZONE, E_PACKAGE_HANDLE,
         E_PACKAGE_NAME, E_PACKAGE_LIMIT)

_BOUNDS = {"extensions": (1, MOST_EXTENSIONS), "concurrent_calls": (1, MOST_CONCURRENT_CALLS),
           "recording_gb": (0, MOST_RECORDING_GB), "recording_days": (0, MOST_RECORDING_DAYS),
           "log_months": (1, MOST_LOG_MONTHS)}


def check_tenant(tenant: Tenant) -> Iterator[Finding]:
    """Every fault of the tenant's own fields."""
    handle = tenant.handle[:32]

    def at(field: str) -> Where:
        return Where(handle, "tenant", handle, field)

    if not is_handle(tenant.handle):
        yield E_TENANT_HANDLE.at(at("handle"), handle=handle)
    if not is_key(tenant.key):
        yield E_TENANT_KEY.at(at("key"), handle=handle)
    if not is_name(tenant.name):
        yield E_TENANT_NAME.at(at("name"), handle=handle)
    if not is_country(tenant.country):
        yield E_TENANT_COUNTRY.at(at("country"), value=tenant.country[:32])
    if not is_time_zone(tenant.time_zone):
        yield E_TENANT_TIME_ZONE.at(at("time_zone"), value=tenant.time_zone[:64])


def check_package(package: Package) -> Iterator[Finding]:
    """Every fault of a package's own fields."""
    handle = package.handle[:32]
    if not is_handle(package.handle):
        yield E_PACKAGE_HANDLE.at(Where("", "package", handle, "handle"), handle=handle)
    if not is_name(package.name):
        yield E_PACKAGE_NAME.at(Where("", "package", handle, "name"), handle=handle)
    for field, (low, high) in _BOUNDS.items():
        value = getattr(package, field)
        if not low <= value <= high:
            yield E_PACKAGE_LIMIT.at(Where("", "package", handle, field), handle=handle, field=field, value=value,
                                     low=low, high=high)
