"""What if: how a call that might come would go, without a phone being rung."""

from tongdai.actions.context import Context, Refused, no_extension, no_tenant
from tongdai.domain.message import say
from tongdai.domain.rights import Right
from tongdai.simulator import Callee as Callee
from tongdai.simulator import CallToCome, simulate
from tongdai.simulator import Does as Does
from tongdai.simulator import Simulation as Simulation
from tongdai.simulator import World as World
from tongdai.store.reads import read_house
from tongdai.store.releases import count_releases

LONGEST_DIALLED = 32


def simulate_call(ctx: Context, tenant: str | None, caller: str, dialled: str,
                  world: World | None = None) -> Simulation:
    """The way of a call from one of a tenant's extensions, by the release in force."""
    handle = ctx.require(Right.SIMULATE, tenant)
    house = read_house(handle, ctx.seal)
    if house is None:
        raise no_tenant(handle)
    if all(each.number != caller for each in house.extensions):
        raise no_extension(caller)
    if not 0 < len(dialled) <= LONGEST_DIALLED:
        raise Refused(say("Say what is dialled, in at most {most} characters.", most=LONGEST_DIALLED))
    return simulate(house, count_releases(house.tenant.key), CallToCome(caller, dialled), world or World())
