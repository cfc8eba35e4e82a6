"""Apply a change to the tables: only the rows that differ, and a journal entry for each thing that does."""

import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.db.models import F

from tongdai.domain.books import Books
from tongdai.domain.codec import encode_house
from tongdai.domain.difference import Action, Change, Difference
from tongdai.domain.snapshot import TenantSnapshot
from tongdai.store import models
from tongdai.store.journal import Occasion, require_change
from tongdai.store.mapping import extension_row, extension_values, package_values, tenant_values
from tongdai.store.seal import Seal
from tongdai.store.tenancy import everywhere, within

BATCH = 500


class OvertakenError(Exception):
    """Somebody else changed the books between reading and writing them."""


@dataclass(frozen=True, slots=True)
class NewRelease:
    """A release that is to be written: whose, which number, what changed, and the house as it is now."""

    key: str
    handle: str
    number: int
    difference: Difference
    house: TenantSnapshot | None
    plan_digest: str
    rolled_back_to: int | None = None


def turn_page(cell: str, revision: int, digest: str) -> None:
    """Count a change of this cell's books; raises OvertakenError unless they stand where they were read."""
    models.Cell.objects.get_or_create(name=cell)
    turned = models.Cell.objects.filter(name=cell, revision=revision).update(revision=F("revision") + 1, digest=digest)
    if not turned:
        raise OvertakenError(cell)


def write_books(before: Books, after: Books, seal: Seal) -> None:
    """Make the tables say what `after` says."""
    require_change("books")
    _write_packages(before, after)
    with everywhere():
        _delete_tenants(before, after)
        for handle in sorted(after.houses):
            if after.houses[handle] is not before.houses.get(handle):
                _write_house(before.houses.get(handle), after.houses[handle], seal)
    gone = before.packages.keys() - after.packages.keys()
    if gone:
        models.Package.objects.filter(handle__in=gone).delete()


def _write_packages(before: Books, after: Books) -> None:
    for handle, package in after.packages.items():
        if handle not in before.packages:
            models.Package.objects.create(**package_values(package))
        elif package != before.packages[handle]:
            models.Package.objects.filter(handle=handle).update(**package_values(package))


def _delete_tenants(before: Books, after: Books) -> None:
    kept = {each.tenant.key for each in after.houses.values()}
    gone = [each.tenant.key for each in before.houses.values() if each.tenant.key not in kept]
    if gone:
        models.Tenant.objects.filter(key__in=gone).delete()


def _write_house(before: TenantSnapshot | None, after: TenantSnapshot, seal: Seal) -> None:
    key = after.tenant.key
    if before is None:
        models.Tenant.objects.create(**tenant_values(after.tenant))
    elif before.tenant != after.tenant:
        models.Tenant.objects.filter(key=key).update(**tenant_values(after.tenant))
    old = {each.number: each for each in before.extensions} if before else {}
    new = {each.number: each for each in after.extensions}
    with within(key):
        gone = sorted(old.keys() - new.keys())
        for start in range(0, len(gone), BATCH):
            models.Extension.objects.filter(number__in=gone[start:start + BATCH]).delete()
        fresh = [extension_row(key, each, seal) for number, each in new.items() if number not in old]
        models.Extension.objects.bulk_create(fresh, batch_size=BATCH)
        for number, each in new.items():
            if number in old and old[number] != each:
                models.Extension.objects.filter(number=number).update(**extension_values(key, each, seal))


def write_release(release: NewRelease, occasion: Occasion, seal: Seal) -> None:
    """Keep a release for ever."""
    with within(release.key):
        models.Release.objects.create(
            tenant_id=release.key, number=release.number, handle=release.handle, at=occasion.at, who=occasion.who,
            why=occasion.why, surface=occasion.surface, difference=encode_difference(release.difference),
            house=seal_house(release.house, release.key, release.number, seal), plan_digest=release.plan_digest,
            rolled_back_to=release.rolled_back_to)


def seal_house(house: TenantSnapshot | None, key: str, number: int, seal: Seal) -> bytes:
    """A whole tenant, packed and sealed."""
    if house is None:
        return b""
    text = json.dumps(encode_house(house, secrets=True, minted=True), ensure_ascii=False, separators=(",", ":"))
    return seal.close(zlib.compress(text.encode(), 1), f"release {key} {number}")


def encode_difference(difference: Difference) -> list[list[str]]:
    """A difference as it is kept with its release."""
    return [[each.action.value, each.noun, each.name, each.field, each.before, each.after]
            for each in difference.changes]


def record(occasion: Occasion, key: str | None, difference: Difference) -> None:
    """Write one journal entry for each thing that changed."""
    with everywhere():
        models.JournalEntry.objects.bulk_create(list(_entries(occasion, key, difference.changes)), batch_size=BATCH)


def _entries(occasion: Occasion, key: str | None, changes: Iterable[Change]) -> Iterator[models.JournalEntry]:
    for (action, noun, name), group in groupby(changes, key=lambda each: (each.action, each.noun, each.name)):
        fields = list(group)
        yield models.JournalEntry(
            tenant_id=key, at=occasion.at, who=occasion.who, person_id=occasion.person_id, why=occasion.why,
            surface=occasion.surface, action=action.value, noun=noun, name=name,
            before={each.field or "name": each.before for each in fields if each.action is not Action.ADDED},
            after={each.field or "name": each.after for each in fields if each.action is not Action.REMOVED})
