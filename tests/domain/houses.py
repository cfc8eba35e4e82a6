"""Small houses to test with: Sen, where Bình works for Hoa, and Tre, which is Carol's."""

from dataclasses import replace

from tongdai.domain.extension import Extension
from tongdai.domain.secret import Secret
from tongdai.domain.snapshot import TenantSnapshot
from tongdai.domain.tenant import Package, Tenant

SMALL = Package(handle="small", name="Small office", extensions=5, concurrent_calls=2)


def extension(number: str = "101", name: str = "Bình", secret: str = "Kq7mW2xTz9RbLp4s",
              **changes: object) -> Extension:
    """A sound extension, or one with a fault in it."""
    return replace(Extension(number=number, name=name, secret=Secret(secret)), **changes)  # type: ignore[arg-type]


def house(*extensions: Extension, package: Package = SMALL, **changes: object) -> TenantSnapshot:
    """A sound tenant with these extensions, or one with a fault in it."""
    tenant = Tenant(key="s4kd92mx", handle="sen", name="Công ty Sen", package=package.handle)
    return TenantSnapshot(replace(tenant, **changes), package, extensions)  # type: ignore[arg-type]


def codes(findings: object) -> list[str]:
    """The codes of findings, in their order."""
    return [each.code for each in findings]  # type: ignore[attr-defined]
