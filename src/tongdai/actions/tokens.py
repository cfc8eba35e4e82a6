"""Tokens: how programs come in; 256 bits, shown once, kept as a hash, bound to a person, a role and a day."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from tongdai.actions.change import recording
from tongdai.actions.context import Asker, Context, Forbidden, NotFound, Refused
from tongdai.actions.judge import refuse_faults
from tongdai.actions.mint import mint_token
from tongdai.actions.people import get_person, own_person
from tongdai.actions.sign_in import asker_of
from tongdai.domain.difference import Action, Change, Difference
from tongdai.domain.message import say
from tongdai.domain.person import Person, Role
from tongdai.domain.rights import Right
from tongdai.domain.rules import check_feature
from tongdai.domain.rules.texts import is_name
from tongdai.domain.secret import Secret
from tongdai.domain.tenant import Feature
from tongdai.store import models
from tongdai.store.people import key_of_person, read_person
from tongdai.store.reads import read_rented
from tongdai.store.writes import record

MOST_DAYS: Final = 3650
MOST_TOKENS: Final = 50
_RANKS: Final = (Role.USER, Role.ADMINISTRATOR, Role.OPERATOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRow:
    """One token as lists show it."""

    id: int
    name: str
    login: str
    role: Role
    created: datetime
    expires: datetime


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token that was just made; the text is shown once."""

    row: TokenRow
    token: Secret


def create_token(ctx: Context, name: str, role: Role | None = None, days: int = 365,
                 login: str | None = None) -> NewToken:
    """Make a token for a program that acts as the asker (or as `login`), with that person's role or a lesser one."""
    ctx.require(Right.MANAGE_TOKENS)
    if login not in (None, ctx.asker.name) and ctx.asker.role is not Role.OPERATOR:
        raise Forbidden(say("Only an operator can make a token for somebody else."))
    person = own_person(ctx) if login is None else get_person(ctx, login)
    role = role or person.role
    _refuse_unrented(person)
    _refuse_unfit(person, name, role, days)
    token, now = mint_token(), ctx.now()
    with recording(ctx, "") as occasion:
        made = models.Token.objects.create(person_id=person.id, name=name, role=role.value, digest=_digest(token),
                                           created=now, expires=now + timedelta(days=days))
        record(occasion, key_of_person(person), Difference((
            Change(Action.ADDED, "token", name, after=f"{person.login} ({role})"),)))
    return NewToken(TokenRow(id=made.pk, name=name, login=person.login, role=role, created=now,
                             expires=made.expires), token)


def _refuse_unrented(person: Person) -> None:
    """The API is part of some packages and not of others; operators have it anyway."""
    package = read_rented(person.tenant) if person.tenant else None
    if package is not None:
        refuse_faults(check_feature(package, Feature.API))


def _refuse_unfit(person: Person, name: str, role: Role, days: int) -> None:
    if not is_name(name):
        raise Refused(say("A token needs a name of 1 to 60 letters, digits, signs and spaces; give it one."))
    if not 1 <= days <= MOST_DAYS:
        raise Refused(say("A token cannot live {days} days; choose from 1 to {most}.", days=days, most=MOST_DAYS))
    lesser = _RANKS.index(role) <= _RANKS.index(person.role)
    if not lesser or (role is Role.ADMINISTRATOR and not person.tenant) or (role is Role.USER and not person.extension):
        raise Refused(say("'{login}' cannot hand out the role {role}; choose a role this person has.",
                          login=person.login, role=role.value))
    if models.Token.objects.filter(person_id=person.id).count() >= MOST_TOKENS:
        raise Refused(say("'{login}' has {most} tokens already; revoke one that is not used.",
                          login=person.login, most=MOST_TOKENS))


def _digest(token: Secret) -> str:
    return sha256(token.reveal().encode()).hexdigest()


def asker_for_token(ctx: Context, token: Secret, surface: str = "API") -> Asker:
    """Who this bearer token belongs to; refused where it is unknown, expired, or its person may not come in."""
    row = models.Token.objects.filter(digest=_digest(token)).values_list("person_id", "role", "expires").first()
    person = read_person(id=row[0]) if row else None
    if row is None or person is None or not person.active or row[2] <= ctx.now():
        raise Forbidden(say("This token is not valid here, or not any more; create a new one."))
    _refuse_unrented(person)
    asker = asker_of(person, surface)
    lesser = min(Role(row[1]), person.role, key=_RANKS.index)
    return Asker(person_id=asker.person_id, name=asker.name, role=lesser, tenant=asker.tenant,
                 extension=asker.extension, language=asker.language, surface=surface)


def list_tokens(ctx: Context) -> tuple[TokenRow, ...]:
    """The tokens of everybody the asker may manage: an operator all, an administrator those of the tenant."""
    handle = ctx.require(Right.MANAGE_TOKENS)
    rows = models.Token.objects.order_by("person__login", "name", "id")
    if handle:
        rows = rows.filter(person__tenant__handle=handle)
    columns = ("id", "name", "person__login", "role", "created", "expires")
    return tuple(TokenRow(id=key, name=name, login=login, role=Role(role), created=created, expires=expires)
                 for key, name, login, role, created, expires in rows.values_list(*columns))


def revoke_token(ctx: Context, token_id: int) -> None:
    """End a token at once."""
    row = next((each for each in list_tokens(ctx) if each.id == token_id), None)
    if row is None:
        raise NotFound(say("There is no token {number}.", number=token_id))
    person = read_person(login=row.login)
    with recording(ctx, "") as occasion:
        models.Token.objects.filter(pk=token_id).delete()
        record(occasion, key_of_person(person) if person else None, Difference((
            Change(Action.REMOVED, "token", row.name, before=f"{row.login} ({row.role})"),)))
