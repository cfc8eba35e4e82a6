"""Difference: what changes between two states of a tenant, as values and in words; secrets are never shown."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Final

from tongdai.domain.extension import Extension
from tongdai.domain.message import Message, say, template
from tongdai.domain.secret import Secret
from tongdai.domain.snapshot import TenantSnapshot
from tongdai.domain.tenant import Package, Tenant

HIDDEN: Final = "***"
NOTHING: Final = "–"

Thing = Tenant | Package | Extension


class Action(StrEnum):
    """What happens to a thing."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is added or removed, or one field of it that changes."""

    action: Action
    noun: str
    name: str
    field: str = ""
    before: str = ""
    after: str = ""

    def words(self) -> Message:
        """The change as one sentence."""
        text = _SENTENCES[self.noun, self.field or self.action.value]
        return say(text, name=self.name, before=self.before or NOTHING, after=self.after or NOTHING)


@dataclass(frozen=True, slots=True)
class Difference:
    """All changes, in a stable order; `plan` says what they mean for the way calls go."""

    changes: tuple[Change, ...] = ()
    plan: tuple[Message, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changes)

    def words(self) -> tuple[Message, ...]:
        """Every change as one sentence, then what it means for calls."""
        return (*(each.words() for each in self.changes), *self.plan)


def compare(before: TenantSnapshot | None, after: TenantSnapshot | None) -> Difference:
    """What must happen to `before` so that it becomes `after`; None is a tenant that does not exist."""
    return Difference((*_compare_tenants(before, after), *_compare_extensions(before, after)))


def compare_packages(before: Package | None, after: Package | None) -> Difference:
    """The same for a package by itself."""
    return Difference(tuple(_compare_things(before, after)))


def _compare_tenants(before: TenantSnapshot | None, after: TenantSnapshot | None) -> Iterator[Change]:
    yield from _compare_things(before.tenant if before else None, after.tenant if after else None)
    if before and after and before.package.handle == after.package.handle:
        yield from _compare_things(before.package, after.package)


def _compare_extensions(before: TenantSnapshot | None, after: TenantSnapshot | None) -> Iterator[Change]:
    old = {each.number: each for each in before.extensions} if before else {}
    new = {each.number: each for each in after.extensions} if after else {}
    for number in sorted(old.keys() | new.keys(), key=lambda each: (len(each), each)):
        if old.get(number) != new.get(number):
            yield from _compare_things(old.get(number), new.get(number))


def _compare_things(before: Thing | None, after: Thing | None) -> Iterator[Change]:
    present = after or before
    if present is None:
        return
    noun, name = _NOUNS[type(present)], name_of(present)
    if before is None:
        yield Change(Action.ADDED, noun, name, after=present.name)
    elif after is None:
        yield Change(Action.REMOVED, noun, name, before=present.name)
    else:
        for each in fields(present):
            old, new = getattr(before, each.name), getattr(after, each.name)
            if old != new:
                yield Change(Action.CHANGED, noun, name, each.name, shown(old), shown(new))


def name_of(thing: Thing) -> str:
    """What people call it: the number of an extension, the handle of everything else."""
    return thing.number if isinstance(thing, Extension) else thing.handle


def shown(value: object) -> str:
    """A field's value as a person may see it."""
    if value is None:
        return ""
    if isinstance(value, Secret):
        return HIDDEN
    if isinstance(value, frozenset):
        return ", ".join(sorted(map(str, value)))
    return str(value)


_NOUNS: Final = {Tenant: "tenant", Package: "package", Extension: "extension"}

_SENTENCES: Final = {
    ("tenant", "added"): template("Tenant {name} is new: {after}."),
    ("tenant", "removed"): template("Tenant {name} is gone: {before}."),
    ("tenant", "key"): template("Tenant {name} has key {after} instead of {before}."),
    ("tenant", "handle"): template("Tenant {before} is called {after}."),
    ("tenant", "name"): template("Tenant {name} is named {after} instead of {before}."),
    ("tenant", "package"): template("Tenant {name} rents package {after} instead of {before}."),
    ("tenant", "cell"): template("Tenant {name} lives in cell {after} instead of {before}."),
    ("tenant", "country"): template("Tenant {name} is in country {after} instead of {before}."),
    ("tenant", "time_zone"): template("Tenant {name} keeps the time of {after} instead of {before}."),
    ("tenant", "language"): template("Tenant {name} speaks language {after} instead of {before}."),
    ("tenant", "recording_announcement"): template(
        "Tenant {name} announces recordings: {after} (it was {before})."),
    ("package", "added"): template("Package {name} is new: {after}."),
    ("package", "removed"): template("Package {name} is gone: {before}."),
    ("package", "handle"): template("Package {before} is called {after}."),
    ("package", "name"): template("Package {name} is named {after} instead of {before}."),
    ("package", "extensions"): template("Package {name} allows {after} extensions instead of {before}."),
    ("package", "concurrent_calls"): template("Package {name} allows {after} calls at a time instead of {before}."),
    ("package", "recording_gb"): template("Package {name} keeps {after} GB of recordings instead of {before}."),
    ("package", "recording_days"): template("Package {name} keeps recordings {after} days instead of {before}."),
    ("package", "log_months"): template("Package {name} keeps the call log {after} months instead of {before}."),
    ("package", "features"): template("Package {name} has features {after} instead of {before}."),
    ("extension", "added"): template("Extension {name} is new: {after}."),
    ("extension", "removed"): template("Extension {name} is gone: {before}."),
    ("extension", "number"): template("Extension {before} has number {after}."),
    ("extension", "name"): template("Extension {name} is named {after} instead of {before}."),
    ("extension", "secret"): template("Extension {name} has a new secret."),
    ("extension", "email"): template("Extension {name} has e-mail address {after} instead of {before}."),
    ("extension", "language"): template("Extension {name} speaks language {after} instead of {before}."),
    ("extension", "ring_seconds"): template("Extension {name} rings {after} seconds instead of {before}."),
    ("extension", "devices"): template("Extension {name} may have {after} phones instead of {before}."),
    ("person", "added"): template("{name} may sign in: {after}."),
    ("person", "removed"): template("{name} may not sign in any more: {before}."),
    ("person", "name"): template("{name} is named {after} instead of {before}."),
    ("person", "email"): template("{name} has e-mail address {after} instead of {before}."),
    ("person", "language"): template("{name} reads language {after} instead of {before}."),
    ("person", "active"): template("{name} may sign in: {after} (it was {before})."),
    ("person", "password"): template("{name} has a new password."),
    ("token", "added"): template("Token {name} is new: {after}."),
    ("token", "removed"): template("Token {name} is revoked: {before}."),
    ("recording", "hold"): template("Recording {name} is held: {after} (it was {before})."),
    ("recording", "removed"): template("Recording {name} is deleted: {before}."),
    ("recordings", "removed"): template("{name} recordings have expired: {before}."),
    ("extension", "encryption"): template("Extension {name} has encryption {after} instead of {before}."),
    ("extension", "record_incoming"): template(
        "Extension {name} has calls to it recorded {after} instead of {before}."),
    ("extension", "record_outgoing"): template(
        "Extension {name} has its own calls recorded {after} instead of {before}."),
}
