"""Releases: what was published, by whom and why; compare them, and go back to one."""

from dataclasses import dataclass
from datetime import datetime

from tongdai.actions.context import Context
from tongdai.actions.page import Page
from tongdai.actions.publish import Published
from tongdai.domain.difference import Difference
from tongdai.domain.snapshot import TenantSnapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRow:
    """One line of the list of releases. `current` is the one in force."""

    number: int
    at: datetime
    who: str
    why: str
    surface: str
    changes: int
    rolled_back_to: int | None
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseStory:
    """One release told whole; `house` is None where the tenant was deleted by it."""

    row: ReleaseRow
    tenant: str
    difference: Difference
    house: TenantSnapshot | None


def list_releases(ctx: Context, tenant: str | None = None, page: int = 1) -> Page[ReleaseRow]:
    """A tenant's releases, the newest first."""
    raise NotImplementedError


def show_release(ctx: Context, tenant: str | None, number: int) -> ReleaseStory:
    """One release with what it changed."""
    raise NotImplementedError


def compare_releases(ctx: Context, tenant: str | None, before: int, after: int) -> Difference:
    """What changed between two releases, and what that means for calls."""
    raise NotImplementedError


def roll_back(ctx: Context, tenant: str | None, number: int, why: str = "") -> Published:
    """Make the tenant what it was in a former release, as a new release; what it rents stays as it is."""
    raise NotImplementedError
