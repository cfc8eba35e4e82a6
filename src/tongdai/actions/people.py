"""People: who may come in, with which role, and their passwords."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.hashers import make_password

from tongdai.actions.change import recording
from tongdai.actions.context import Context, Forbidden, NotFound, Refused, no_tenant
from tongdai.actions.judge import refuse_faults
from tongdai.actions.mint import mint_password
from tongdai.domain.difference import Action, Change, Difference, shown
from tongdai.domain.fields import PERSON, read_changes
from tongdai.domain.finding import FindingKind, Where
from tongdai.domain.message import say
from tongdai.domain.person import Person, Role
from tongdai.domain.rights import Right
from tongdai.domain.rules import check_person
from tongdai.domain.secret import Secret
from tongdai.domain.tenant import Language
from tongdai.store import models
from tongdai.store.people import key_of_person, read_people, read_person, write_person
from tongdai.store.reads import key_of, read_extension_rows
from tongdai.store.writes import record

E_PERSON_EXISTS = FindingKind(
    "E_PERSON_EXISTS", "Somebody has the login '{login}' already.", "Choose another login.")
E_PERSON_EXTENSION = FindingKind(
    "E_PERSON_EXTENSION", "There is no extension {number} that '{login}' could use.",
    "Create the extension first, or choose one that exists.")
E_PERSON_LAST_OPERATOR = FindingKind(
    "E_PERSON_LAST_OPERATOR", "'{login}' is the last operator who can sign in.", "Let another operator in first.")

KINDS = (E_PERSON_EXISTS, E_PERSON_EXTENSION, E_PERSON_LAST_OPERATOR)

FIRST_LOGIN = "operator"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDraft:
    """A person as somebody wishes them; the login of a tenant's person is completed with @ and the handle."""

    login: str
    name: str
    role: Role
    tenant: str | None = None
    extension: str | None = None
    email: str = ""
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person who was just made; the password is shown once and must be changed at the first sign-in."""

    person: Person
    one_time_password: Secret


def first_operator(ctx: Context) -> Secret | None:
    """Make the operator `operator` on the first start and return the one-time password; None ever after."""
    ctx.require(Right.MANAGE_PEOPLE)
    if any(each.role is Role.OPERATOR for each in read_people(None)):
        return None
    draft = PersonDraft(login=FIRST_LOGIN, name="Operator", role=Role.OPERATOR)
    return create_person(ctx, draft, "first start").one_time_password


def list_people(ctx: Context, tenant: str | None = None) -> tuple[Person, ...]:
    """Everybody (operator), or everybody of a tenant, by login."""
    handle = ctx.require(Right.MANAGE_PEOPLE, tenant)
    if handle and key_of(handle) is None:
        raise no_tenant(handle)
    return tuple(read_people(handle or None))


def get_person(ctx: Context, login: str) -> Person:
    """One person."""
    handle = ctx.require(Right.MANAGE_PEOPLE)
    person = read_person(login=login)
    if person is None or (handle and person.tenant != handle):
        raise NotFound(say("There is no person '{login}'.", login=login[:64]))
    return person


def create_person(ctx: Context, draft: PersonDraft, why: str = "") -> NewPerson:
    """Let somebody in, with a one-time password."""
    handle = ctx.require(Right.MANAGE_PEOPLE, draft.tenant)
    if draft.role is Role.OPERATOR and ctx.asker.role is not Role.OPERATOR:
        raise Forbidden(say("Your role does not allow this; ask your provider or administrator."))
    if handle and key_of(handle) is None:
        raise no_tenant(handle)
    login = f"{draft.login}@{handle}" if handle and "@" not in draft.login else draft.login
    person = Person(id=0, login=login, name=draft.name, role=draft.role, tenant=handle or None,
                    extension=draft.extension or None, email=draft.email, language=draft.language,
                    must_change_password=True)
    password = mint_password()
    with recording(ctx, why) as occasion:
        _refuse_unfit(person)
        if read_person(login=login) is not None:
            refuse_faults([E_PERSON_EXISTS.at(_where(person, "login"), login=login)])
        made = write_person(person, make_password(password.reveal()))
        record(occasion, key_of_person(made), Difference((
            Change(Action.ADDED, "person", login, after=f"{person.name} ({person.role})"),)))
    return NewPerson(made, password)


def _refuse_unfit(person: Person) -> None:
    refuse_faults(check_person(person))
    if person.tenant and person.extension:
        present = {each.number for each in read_extension_rows(key_of(person.tenant) or "")}
        if person.extension not in present:
            refuse_faults([E_PERSON_EXTENSION.at(_where(person, "extension"), number=person.extension,
                                                 login=person.login)])


def _where(person: Person, field: str) -> Where:
    return Where(person.tenant or "", "person", person.login, field)


def update_person(ctx: Context, login: str, changes: Mapping[str, object], why: str = "") -> Person:
    """Change the named fields of a person and no others: name, email, language, active."""
    person = get_person(ctx, login)
    values, findings = read_changes(PERSON, changes, _where(person, ""))
    refuse_faults(findings)
    typed: dict[str, Any] = values
    changed = replace(person, **typed)
    refuse_faults(check_person(changed))
    difference = Difference(tuple(
        Change(Action.CHANGED, "person", login, field, shown(getattr(person, field)), shown(getattr(changed, field)))
        for field in values if getattr(person, field) != getattr(changed, field)))
    if difference:
        with recording(ctx, why) as occasion:
            if not changed.active:
                _refuse_last_operator(person)
            write_person(changed, None)
            record(occasion, key_of_person(changed), difference)
    return changed


def delete_person(ctx: Context, login: str, why: str = "") -> None:
    """Let somebody in no longer; their tokens go too."""
    person = get_person(ctx, login)
    with recording(ctx, why) as occasion:
        _refuse_last_operator(person)
        models.Person.objects.filter(pk=person.id).delete()
        record(occasion, key_of_person(person), Difference((
            Change(Action.REMOVED, "person", login, before=f"{person.name} ({person.role})"),)))


def _refuse_last_operator(person: Person) -> None:
    if person.role is not Role.OPERATOR:
        return
    others = [each for each in read_people(None)
              if each.role is Role.OPERATOR and each.active and each.id != person.id]
    if not others:
        refuse_faults([E_PERSON_LAST_OPERATOR.at(_where(person, "active"), login=person.login)])


def reset_password(ctx: Context, login: str, why: str = "") -> NewPerson:
    """Give somebody a new one-time password; all their sessions end."""
    person = replace(get_person(ctx, login), must_change_password=True)
    password = mint_password()
    with recording(ctx, why) as occasion:
        write_person(person, make_password(password.reveal()))
        record(occasion, key_of_person(person), Difference((Change(Action.CHANGED, "person", login, "password"),)))
    return NewPerson(person, password)


def set_language(ctx: Context, language: Language) -> None:
    """Choose the language of one's own pages."""
    person = own_person(ctx)
    with recording(ctx, "") as occasion:
        write_person(replace(person, language=language), None)
        record(occasion, key_of_person(person), Difference((
            Change(Action.CHANGED, "person", person.login, "language", shown(person.language), language.value),)))


def own_person(ctx: Context) -> Person:
    """Whoever asks, as somebody who can sign in; refused for the machine's own operator and for nobody."""
    person = read_person(id=ctx.asker.person_id) if ctx.asker.person_id is not None else None
    if person is None:
        raise Refused(say("Sign in as a person to do this."))
    return person
