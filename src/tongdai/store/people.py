"""Rows of people to values and back, and sign-ins that failed."""

from datetime import datetime, timedelta
from typing import Any

from tongdai.domain.person import Person, Role
from tongdai.domain.tenant import Language
from tongdai.store import models

_COLUMNS = ("id", "login", "name", "role", "tenant__handle", "extension", "email", "language", "active",
            "must_change_password")


def _read(row: tuple[Any, ...]) -> Person:
    key, login, name, role, tenant, extension, email, language, active, must_change = row
    return Person(id=key, login=login, name=name, role=Role(role), tenant=tenant, extension=extension or None,
                  email=email, language=Language(language) if language else None, active=active,
                  must_change_password=must_change)


def read_people(tenant: str | None) -> list[Person]:
    """Everybody, or everybody of a tenant, by login."""
    rows = models.Person.objects.order_by("login")
    if tenant is not None:
        rows = rows.filter(tenant__handle=tenant)
    return [_read(row) for row in rows.values_list(*_COLUMNS)]


def read_person(**which: object) -> Person | None:
    """The person with this id or login, or None."""
    row = models.Person.objects.filter(**which).values_list(*_COLUMNS).first()
    return _read(row) if row else None


def password_of(person: Person) -> str:
    """The hash of a person's password."""
    return models.Person.objects.values_list("password", flat=True).get(pk=person.id)


def key_of_person(person: Person) -> str | None:
    """The key of the tenant that a person belongs to."""
    return models.Tenant.objects.filter(handle=person.tenant).values_list("key", flat=True).first()


def write_person(person: Person, password: str | None) -> Person:
    """Write a person, new where the id is 0; without a password the present one stays."""
    values: dict[str, Any] = {
        "login": person.login, "name": person.name, "role": person.role.value, "tenant_id": key_of_person(person),
        "extension": person.extension or "", "email": person.email,
        "language": person.language.value if person.language else "", "active": person.active,
        "must_change_password": person.must_change_password}
    if password is not None:
        values["password"] = password
    if person.id:
        models.Person.objects.filter(pk=person.id).update(**values)
        return person
    made = read_person(pk=models.Person.objects.create(**values).pk)
    assert made is not None
    return made


def count_failures(login: str, address: str, since: datetime) -> tuple[int, int]:
    """Sign-ins that failed since then: of this login from this address, and of any login from this address."""
    rows = models.FailedSignIn.objects.filter(address=address[:64], at__gt=since)
    return rows.filter(login=login[:64]).count(), rows.count()


def note_failure(login: str, address: str, at: datetime, keep: timedelta) -> None:
    """Remember a sign-in that failed, and forget the old ones."""
    models.FailedSignIn.objects.filter(at__lte=at - keep).delete()
    models.FailedSignIn.objects.create(login=login[:64], address=address[:64], at=at)


def forget_failures(login: str, address: str) -> None:
    """A sign-in that succeeded starts the count anew."""
    models.FailedSignIn.objects.filter(login=login[:64], address=address[:64]).delete()
