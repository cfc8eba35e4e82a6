"""Publish: the one way from a wish to a release; refused or failed, everything is as before."""

from dataclasses import dataclass

from tongdai.actions.context import Context
from tongdai.domain.difference import Difference
from tongdai.domain.finding import Finding


@dataclass(frozen=True, slots=True)
class Published:
    """What a change came to; `release` is None where there was nothing to do (or no tenant was touched)."""

    release: int | None
    difference: Difference
    findings: tuple[Finding, ...] = ()
    seconds: float = 0.0


def publish(ctx: Context, why: str = "") -> Published:
    """Make the engine stand on what the database says, proved anew; "nothing to do" where it does already."""
    raise NotImplementedError


def recover(ctx: Context) -> bool:
    """After a kill or a restore: redeploy what the database says if the engine stands on anything else."""
    raise NotImplementedError
