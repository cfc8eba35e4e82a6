"""The engine's own database: what dialplan looks up about an extension, one row each."""

from collections.abc import Iterator

from tongdai.compiler.names import extension_row
from tongdai.domain.extension import Extension
from tongdai.domain.snapshot import TenantSnapshot


def tenant_rows(house: TenantSnapshot) -> Iterator[tuple[str, str]]:
    """Key and row of each extension, in order of their numbers."""
    for each in house.extensions:
        yield extension_row(house.tenant.key, each.number), extension_value(each)


def extension_value(extension: Extension) -> str:
    """`025Hoa`: three digits of ring seconds, then the name, so that one look-up and no parsing gives either."""
    return f"{extension.ring_seconds:03d}{extension.name}"
