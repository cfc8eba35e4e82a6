"""Build the call plan of a tenant from what it has configured."""

from tongdai.domain.snapshot import TenantSnapshot
from tongdai.plan.graph import Plan
from tongdai.plan.internal import internal_nodes

PHONE = "phone"


def build_plan(house: TenantSnapshot) -> Plan:
    """The whole plan of one tenant; the same house gives an equal plan."""
    nodes = internal_nodes(house)
    return Plan(house.tenant.key, {each.id: each for each in nodes}, {PHONE: "dialled"})
