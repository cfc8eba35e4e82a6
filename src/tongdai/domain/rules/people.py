"""Rules for people: logins that cannot collide between tenants, places that fit the role, passwords worth having."""

import re
from collections.abc import Iterator
from typing import assert_never

from tongdai.domain.finding import Finding, FindingKind, Where
from tongdai.domain.number import is_extension_number
from tongdai.domain.person import Person, Role
from tongdai.domain.rules.texts import is_email, is_name
from tongdai.domain.secret import Secret

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 128
_WORD = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,29}[a-z0-9])?")

E_PERSON_LOGIN = FindingKind(
    "E_PERSON_LOGIN", "'{login}' cannot be the login of this person.",
    "Use up to 31 lower-case letters, digits, dots and dashes; people of a tenant add @ and the tenant's handle.")
E_PERSON_NAME = FindingKind(
    "E_PERSON_NAME", "The name of '{login}' cannot be shown.",
    "Use 1 to 60 letters, digits, signs and spaces, without a line break.")
E_PERSON_EMAIL = FindingKind(
    "E_PERSON_EMAIL", "The e-mail address of '{login}' is not one.",
    "Write it as name@company.example, or leave it empty.")
E_PERSON_PLACE = FindingKind(
    "E_PERSON_PLACE", "'{login}' cannot be {role} here.",
    "Operators belong to no tenant, administrators to one, users to one extension of one.")
E_PASSWORD_WEAK = FindingKind(
    "E_PASSWORD_WEAK", "This password is too easy to guess.",
    "Use {shortest} to {longest} characters, at least {different} of them different, and not the login.")

KINDS = (E_PERSON_LOGIN, E_PERSON_NAME, E_PERSON_EMAIL, E_PERSON_PLACE, E_PASSWORD_WEAK)


def check_person(person: Person) -> Iterator[Finding]:
    """Every fault of a person's own fields."""
    login = person.login[:64]

    def at(field: str) -> Where:
        return Where(person.tenant or "", "person", login, field)

    if not _is_login(person.login, person.tenant):
        yield E_PERSON_LOGIN.at(at("login"), login=login)
    if not is_name(person.name):
        yield E_PERSON_NAME.at(at("name"), login=login)
    if person.email and not is_email(person.email):
        yield E_PERSON_EMAIL.at(at("email"), login=login)
    if not _fits(person):
        yield E_PERSON_PLACE.at(at("role"), login=login, role=person.role.value)


def _is_login(login: str, tenant: str | None) -> bool:
    word, at, handle = login.partition("@")
    return _WORD.fullmatch(word) is not None and bool(at) == (tenant is not None) and handle == (tenant or "")


def _fits(person: Person) -> bool:
    match person.role:
        case Role.OPERATOR:
            return person.tenant is None and person.extension is None
        case Role.ADMINISTRATOR:
            return person.tenant is not None
        case Role.USER:
            return person.tenant is not None and is_extension_number(person.extension or "")
        case _:
            assert_never(person.role)


def check_password(login: str, password: Secret) -> Iterator[Finding]:
    """Whether a password that somebody chose is worth having."""
    text = password.reveal()
    good = SHORTEST_PASSWORD <= len(text) <= LONGEST_PASSWORD and len(set(text)) >= SHORTEST_PASSWORD // 2
    if not good or login.partition("@")[0] in text.casefold():
        yield E_PASSWORD_WEAK.at(Where("", "person", login[:64], "password"), shortest=SHORTEST_PASSWORD,
                                 longest=LONGEST_PASSWORD, different=SHORTEST_PASSWORD // 2)
