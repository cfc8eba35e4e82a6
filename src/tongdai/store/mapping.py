"""Rows to values and back, written out field by field."""

from typing import Any

from tongdai.domain.extension import Encryption, Extension
from tongdai.domain.recording import RecordPolicy
from tongdai.domain.secret import Secret
from tongdai.domain.tenant import Feature, Language, Package, Tenant
from tongdai.store import models
from tongdai.store.seal import Seal

PACKAGE_COLUMNS = ("handle", "name", "extensions", "concurrent_calls", "recording_gb", "recording_days",
                   "log_months", "features")
TENANT_COLUMNS = ("key", "handle", "name", "package_id", "cell_id", "country", "time_zone", "language",
                  "recording_announcement")
EXTENSION_COLUMNS = ("tenant_id", "number", "name", "secret", "email", "language", "ring_seconds", "devices",
                     "encryption", "record_incoming", "record_outgoing")


def read_package(row: tuple[Any, ...]) -> Package:
    """A package from its columns."""
    handle, name, extensions, calls, gigabytes, days, months, features = row
    return Package(handle=handle, name=name, extensions=extensions, concurrent_calls=calls, recording_gb=gigabytes,
                   recording_days=days, log_months=months, features=frozenset(map(Feature, features)))


def read_tenant(row: tuple[Any, ...]) -> Tenant:
    """A tenant from its columns."""
    key, handle, name, package, cell, country, time_zone, language, announced = row
    return Tenant(key=key, handle=handle, name=name, package=package, cell=cell, country=country,
                  time_zone=time_zone, language=Language(language), recording_announcement=announced)


def read_extension(row: tuple[Any, ...], seal: Seal) -> Extension:
    """An extension from its columns, its secret opened."""
    tenant, number, name, secret, email, language, ring_seconds, devices, encryption, incoming, outgoing = row
    opened = seal.open(bytes(secret), secret_purpose(tenant, number)).decode()
    return Extension(number=number, name=name, secret=Secret(opened), email=email,
                     language=Language(language) if language else None, ring_seconds=ring_seconds, devices=devices,
                     encryption=Encryption(encryption), record_incoming=RecordPolicy(incoming),
                     record_outgoing=RecordPolicy(outgoing))


def secret_purpose(tenant_key: str, number: str) -> str:
    """What a secret is sealed for: one extension of one tenant."""
    return f"extension {tenant_key} {number}"


def package_values(package: Package) -> dict[str, Any]:
    """A package's columns."""
    return {"handle": package.handle, "name": package.name, "extensions": package.extensions,
            "concurrent_calls": package.concurrent_calls, "recording_gb": package.recording_gb,
            "recording_days": package.recording_days, "log_months": package.log_months,
            "features": sorted(each.value for each in package.features)}


def tenant_values(tenant: Tenant) -> dict[str, Any]:
    """A tenant's columns."""
    return {"key": tenant.key, "handle": tenant.handle, "name": tenant.name, "package_id": tenant.package,
            "cell_id": tenant.cell, "country": tenant.country, "time_zone": tenant.time_zone,
            "language": tenant.language.value, "recording_announcement": tenant.recording_announcement}


def extension_values(tenant_key: str, extension: Extension, seal: Seal) -> dict[str, Any]:
    """An extension's columns, its secret sealed."""
    sealed = seal.close(extension.secret.reveal().encode(), secret_purpose(tenant_key, extension.number))
    return {"tenant_id": tenant_key, "number": extension.number, "name": extension.name, "secret": sealed,
            "email": extension.email, "language": extension.language.value if extension.language else "",
            "ring_seconds": extension.ring_seconds, "devices": extension.devices,
            "encryption": extension.encryption.value, "record_incoming": extension.record_incoming.value,
            "record_outgoing": extension.record_outgoing.value}


def extension_row(tenant_key: str, extension: Extension, seal: Seal) -> models.Extension:
    """A new row for an extension."""
    return models.Extension(**extension_values(tenant_key, extension, seal))
