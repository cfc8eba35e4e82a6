"""Plans: a tenant's call plan as something to look at, now or as it was under a release."""

from dataclasses import dataclass

from tongdai.actions.context import Context
from tongdai.actions.releases import show_release
from tongdai.actions.tenants import get_tenant
from tongdai.domain.message import Message
from tongdai.domain.rights import Right
from tongdai.domain.snapshot import TenantSnapshot
from tongdai.plan import END, branch_title, build_plan, ending_of, title_of


@dataclass(frozen=True, slots=True)
class Spot:
    """One node, by id and in a few words."""

    id: str
    title: Message


@dataclass(frozen=True, slots=True)
class Way:
    """One branch, from a spot to a spot."""

    node: str
    branch: str
    title: Message
    target: str


@dataclass(frozen=True, slots=True)
class PlanMap:
    """A call plan to be drawn; where the plan ends stands a spot of its own, named after node and branch."""

    spots: tuple[Spot, ...] = ()
    ways: tuple[Way, ...] = ()


def see_plan(ctx: Context, tenant: str | None = None, release: int | None = None) -> PlanMap:
    """The plan in force, or the one of a release; empty where the tenant was deleted by it."""
    ctx.require(Right.SEE_RELEASES, tenant)
    house = get_tenant(ctx, tenant) if release is None else show_release(ctx, tenant, release).house
    return map_of(house)


def map_of(house: TenantSnapshot | None) -> PlanMap:
    """The map of a tenant's plan."""
    if house is None:
        return PlanMap()
    plan = build_plan(house)
    spots = [Spot(node.id, title_of(node)) for node in plan.nodes.values()]
    ends = [Spot(end_of(node, branch), ending_of(branch)) for node, branch, target in plan.edges() if target == END]
    ways = [Way(node, branch, branch_title(branch), target or end_of(node, branch))
            for node, branch, target in plan.edges()]
    return PlanMap((*spots, *ends), tuple(ways))


def end_of(node: str, branch: str) -> str:
    """The id of the spot where a call leaves the plan."""
    return f"{node}>{branch}"
