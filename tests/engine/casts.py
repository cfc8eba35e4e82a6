"""The cast as whole snapshots: Sen, where Hoa owns and Bình works, and Tre, which is Carol's."""

from tongdai.domain.extension import Extension
from tongdai.domain.secret import Secret
from tongdai.domain.snapshot import Snapshot, TenantSnapshot
from tongdai.domain.tenant import Package, Tenant

OFFICE = Package(handle="office", name="Office", extensions=2000, concurrent_calls=50)
SEN, TRE = "s4kd92mx", "t7pq31vb"


def extension(number: int, name: str = "", secret: str = "", **changes: object) -> Extension:
    """A sound extension; its secret follows from its number."""
    return Extension(number=str(number), name=name or f"Máy {number}", secret=Secret(secret or f"Kq7mW2xTz9Rb{number}"),
                     **changes)  # type: ignore[arg-type]


def tenant(key: str, *extensions: Extension) -> TenantSnapshot:
    """A tenant with these extensions."""
    handle = {SEN: "sen", TRE: "tre"}.get(key, key)
    return TenantSnapshot(Tenant(key=key, handle=handle, name=f"Công ty {handle}", package=OFFICE.handle), OFFICE,
                          extensions)


def both(sen: int = 3, tre: int = 2) -> Snapshot:
    """Sen and Tre, with so many extensions each, from 101 (from 1001 where they are many)."""
    return Snapshot(tenants=(tenant(SEN, *many(sen)), tenant(TRE, *many(tre))))


def many(count: int) -> tuple[Extension, ...]:
    """So many extensions in a row."""
    first = 101 if count < 100 else 1001
    return tuple(extension(number) for number in range(first, first + count))
