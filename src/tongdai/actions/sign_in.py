"""Signing in: one answer for every failure, a bound on attempts, and sessions that end with the password."""

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Final

from django.contrib.auth.hashers import check_password as password_matches
from django.contrib.auth.hashers import make_password

from tongdai.actions.change import recording, refusing_trouble
from tongdai.actions.context import Asker, Context, Refused
from tongdai.actions.judge import refuse_faults
from tongdai.actions.people import own_person
from tongdai.domain.difference import Action, Change, Difference
from tongdai.domain.message import say
from tongdai.domain.person import Person
from tongdai.domain.rules import check_password
from tongdai.domain.secret import Secret
from tongdai.domain.tenant import Language
from tongdai.store.exclusive import one_change
from tongdai.store.people import (
    count_failures,
    forget_failures,
    key_of_person,
    note_failure,
    password_of,
    read_person,
    write_person,
)
from tongdai.store.writes import record

WINDOW: Final = timedelta(minutes=15)
MOST_FAILURES: Final = 10
MOST_FAILURES_OF_AN_ADDRESS: Final = 100
LONGEST_PASSWORD_READ: Final = 256


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who signed in; a session keeps `person.id` and `mark`, and `asker_for_session` turns them into an Asker."""

    person: Person
    mark: str


def sign_in(ctx: Context, login: str, password: Secret, address: str) -> SignedIn:
    """Check a password; wrong, unknown and switched off all give the same answer, in the same time.

    An attempt counts as failed until it has succeeded, so that many at once are no way round the bound.
    """
    login = login.strip().casefold()
    with refusing_trouble():
        with one_change():
            _refuse_too_many(ctx, login, address)
            note_failure(login, address, ctx.now(), WINDOW)
        person = read_person(login=login)
        if not _matches(person, password):
            raise Refused(say("Login and password do not fit together; check both and try again."))
        assert person is not None
        forget_failures(login, address)
        return SignedIn(person, _mark(password_of(person)))


def _refuse_too_many(ctx: Context, login: str, address: str) -> None:
    of_login, of_address = count_failures(login, address, ctx.now() - WINDOW)
    if of_login >= MOST_FAILURES or of_address >= MOST_FAILURES_OF_AN_ADDRESS:
        raise Refused(say("There were too many attempts; wait {minutes} minutes and try again.",
                          minutes=int(WINDOW.total_seconds() // 60)))


def _matches(person: Person | None, password: Secret) -> bool:
    """Whether the password is right; an unknown login costs as much time as a known one."""
    text = password.reveal()[:LONGEST_PASSWORD_READ]
    known = person is not None and person.active
    stored = password_of(person) if person is not None and known else _decoy()
    return password_matches(text, stored) and known


@lru_cache(maxsize=1)
def _decoy() -> str:
    return make_password("nobody has this password")


def _mark(password_hash: str) -> str:
    """What a session remembers of a password: enough to notice that it was changed, nothing to guess it by."""
    return sha256(f"session {password_hash}".encode()).hexdigest()


def asker_for_session(person_id: int, mark: str, surface: str = "console") -> tuple[Asker, Person] | None:
    """Who this session belongs to; None once the person is gone, switched off or has a new password."""
    person = read_person(id=person_id)
    if person is None or not person.active or _mark(password_of(person)) != mark:
        return None
    return asker_of(person, surface), person


def asker_of(person: Person, surface: str) -> Asker:
    """A person at a door."""
    return Asker(person_id=person.id, name=person.login, role=person.role, tenant=person.tenant,
                 extension=person.extension, language=person.language or Language.ENGLISH, surface=surface)


def set_password(ctx: Context, old: Secret, new: Secret) -> SignedIn:
    """Change one's own password; every other session of the person ends."""
    person = own_person(ctx)
    sign_in(ctx, person.login, old, f"person {person.id}")
    refuse_faults(check_password(person.login, new))
    if new == old:
        raise Refused(say("The new password is the old one; choose another."))
    changed = replace(person, must_change_password=False)
    password_hash = make_password(new.reveal())
    with recording(ctx, "") as occasion:
        write_person(changed, password_hash)
        record(occasion, key_of_person(person), Difference((
            Change(Action.CHANGED, "person", person.login, "password"),)))
    return SignedIn(changed, _mark(password_hash))
