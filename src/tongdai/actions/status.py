"""How this installation is: what runs, on which version, for how many, and whether it stands on what was decided."""

from dataclasses import dataclass

from tongdai import __version__
from tongdai.actions.context import Context
from tongdai.domain.observation import EngineState
from tongdai.domain.rights import Right
from tongdai.store.reads import read_tenant_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseStatus:
    """One look at the whole house; figures of the engine are 0 where it does not answer."""

    version: str
    engine: EngineState
    engine_version: str
    up_seconds: int
    tenants: int
    extensions: int
    phones: int
    calls: int


def house_status(ctx: Context) -> HouseStatus:
    """Ask the engine and count."""
    ctx.require(Right.SEE_ENGINE)
    seen = ctx.engine.observe()
    tenants = read_tenant_rows()
    return HouseStatus(version=__version__, engine=seen.state, engine_version=seen.version,
                       up_seconds=seen.up_seconds, tenants=len(tenants),
                       extensions=sum(each.extensions for each in tenants),
                       phones=len(seen.registrations), calls=len(seen.calls))
