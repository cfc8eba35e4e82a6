"""Releases as they were kept: rows of the list, and whole ones with their house opened."""

import json
import zlib
from dataclasses import dataclass
from datetime import datetime

from tongdai.domain.codec import restore_house
from tongdai.domain.difference import Action, Change, Difference
from tongdai.domain.snapshot import TenantSnapshot
from tongdai.store import models
from tongdai.store.seal import Seal
from tongdai.store.tenancy import everywhere, within


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
class ReleaseRecord:
    """A release whole; `house` is None where the tenant was deleted by it."""

    row: ReleaseRow
    handle: str
    difference: Difference
    house: TenantSnapshot | None
    plan_digest: str


_COLUMNS = ("number", "at", "who", "why", "surface", "difference", "rolled_back_to")


def key_of_former(handle: str) -> str | None:
    """The key of the tenant that last had this handle, also when it is gone."""
    with everywhere():
        rows = models.Release.objects.filter(handle=handle).order_by("-at", "-id")
        return rows.values_list("tenant_id", flat=True).first()


def count_releases(key: str) -> int:
    """How many releases this tenant has had; the number of the last one."""
    with within(key):
        return models.Release.objects.count()


def read_release_rows(key: str, first: int, last: int) -> list[ReleaseRow]:
    """Some of a tenant's releases, the newest first."""
    current = count_releases(key)
    with within(key):
        rows = models.Release.objects.order_by("-number").values_list(*_COLUMNS)[first:last]
        return [_row(*row, current=current) for row in rows]


def _row(number: int, at: datetime, who: str, why: str, surface: str, difference: list[list[str]],
         rolled_back_to: int | None, *, current: int) -> ReleaseRow:
    return ReleaseRow(number=number, at=at, who=who, why=why, surface=surface, changes=len(difference),
                      rolled_back_to=rolled_back_to, current=number == current)


def read_release(key: str, number: int, seal: Seal) -> ReleaseRecord | None:
    """One release whole, or None."""
    with within(key):
        row = models.Release.objects.filter(number=number).values_list(
            *_COLUMNS, "handle", "house", "plan_digest").first()
    if row is None:
        return None
    *columns, handle, house, plan_digest = row
    return ReleaseRecord(row=_row(*columns, current=count_releases(key)), handle=handle,
                         difference=decode_difference(row[5]), house=open_house(house, key, number, seal),
                         plan_digest=plan_digest)


def open_house(sealed: bytes, key: str, number: int, seal: Seal) -> TenantSnapshot | None:
    """The tenant that was sealed with a release."""
    if not sealed:
        return None
    return restore_house(json.loads(zlib.decompress(seal.open(bytes(sealed), f"release {key} {number}"))))


def decode_difference(rows: list[list[str]]) -> Difference:
    """The difference that was kept with a release."""
    return Difference(tuple(Change(Action(row[0]), *row[1:]) for row in rows))
