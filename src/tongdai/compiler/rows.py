"""The engine's own database: what dialplan looks up about an extension, one row each."""

from collections.abc import Iterator

from tongdai.compiler.names import extension_row
from tongdai.domain.extension import Extension
from tongdai.domain.recording import RecordPolicy
from tongdai.domain.snapshot import TenantSnapshot


def tenant_rows(house: TenantSnapshot) -> Iterator[tuple[str, str]]:
    """Key and row of each extension, in order of their numbers."""
    for each in house.extensions:
        yield extension_row(house.tenant.key, each.number), extension_value(each)


def extension_value(extension: Extension) -> str:
    """`02502Hoa`: three digits of ring seconds, a digit for incoming and one for outgoing calls, then the name.

    The digits are 0 for never recorded, 1 for on demand, 2 for always. So one look-up and no parsing gives any of it.
    """
    incoming, outgoing = _POLICIES[extension.record_incoming], _POLICIES[extension.record_outgoing]
    return f"{extension.ring_seconds:03d}{incoming}{outgoing}{extension.name}"


_POLICIES = {RecordPolicy.NEVER: 0, RecordPolicy.ON_DEMAND: 1, RecordPolicy.ALWAYS: 2}
