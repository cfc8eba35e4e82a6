"""Exchange: a whole tenant as readable YAML, out and in."""

from dataclasses import dataclass
from typing import Any

from tongdai.actions.context import Context
from tongdai.actions.publish import Published
from tongdai.domain.difference import Difference
from tongdai.domain.finding import Finding


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would do; with an error among the findings it would be refused."""

    tenant: str
    difference: Difference
    findings: tuple[Finding, ...] = ()


def preview_import(ctx: Context, text: str) -> ImportPlan:
    """Say what a file would change, and change nothing."""
    raise NotImplementedError


def apply_import(ctx: Context, text: str, why: str = "") -> Published:
    """Make the tenant what the file says, in one release, or refuse and change nothing."""
    raise NotImplementedError


def export_tenant(ctx: Context, handle: str | None = None, secrets: bool = False) -> str:
    """A tenant with its package as YAML, in a stable order."""
    raise NotImplementedError


def yaml_schema() -> dict[str, Any]:
    """The JSON Schema of the file."""
    raise NotImplementedError
