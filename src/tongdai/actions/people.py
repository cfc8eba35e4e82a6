"""People: signing in, who may come in at all, and the tokens of programs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tongdai.actions.context import Asker, Context
from tongdai.domain.person import Person, Role
from tongdai.domain.secret import Secret
from tongdai.domain.tenant import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDraft:
    """A person as somebody wishes them."""

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


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who signed in; a session keeps `person.id` and `mark`, and `asker_for_session` turns them into an Asker."""

    person: Person
    mark: str


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


def first_operator(ctx: Context) -> Secret | None:
    """Make the operator `operator` on the first start and return the one-time password; None ever after."""
    raise NotImplementedError


def sign_in(ctx: Context, login: str, password: Secret, address: str) -> SignedIn:
    """Check a password; wrong, unknown, switched off and too often all give the same answer."""
    raise NotImplementedError


def asker_for_session(person_id: int, mark: str, surface: str = "console") -> tuple[Asker, Person] | None:
    """Who this session belongs to; None once the person is gone, switched off or has a new password."""
    raise NotImplementedError


def asker_for_token(ctx: Context, token: Secret, surface: str = "API") -> Asker:
    """Who this bearer token belongs to."""
    raise NotImplementedError


def list_people(ctx: Context, tenant: str | None = None) -> tuple[Person, ...]:
    """Everybody (operator), or everybody of a tenant."""
    raise NotImplementedError


def get_person(ctx: Context, login: str) -> Person:
    """One person."""
    raise NotImplementedError


def create_person(ctx: Context, draft: PersonDraft, why: str = "") -> NewPerson:
    """Let somebody in, with a one-time password."""
    raise NotImplementedError


def update_person(ctx: Context, login: str, changes: Mapping[str, object], why: str = "") -> Person:
    """Change the named fields: name, email, language, active, extension."""
    raise NotImplementedError


def delete_person(ctx: Context, login: str, why: str = "") -> None:
    """Let somebody in no longer; their tokens go too."""
    raise NotImplementedError


def reset_password(ctx: Context, login: str, why: str = "") -> NewPerson:
    """Give somebody a new one-time password."""
    raise NotImplementedError


def set_password(ctx: Context, old: Secret, new: Secret) -> SignedIn:
    """Change one's own password; every other session of the person ends."""
    raise NotImplementedError


def set_language(ctx: Context, language: Language) -> None:
    """Choose the language of one's own pages."""
    raise NotImplementedError


def create_token(ctx: Context, name: str, role: Role | None = None, days: int = 365) -> NewToken:
    """Make a token for a program that acts as the asker, with the asker's role or a lesser one."""
    raise NotImplementedError


def list_tokens(ctx: Context) -> tuple[TokenRow, ...]:
    """The asker's own tokens; an operator sees all."""
    raise NotImplementedError


def revoke_token(ctx: Context, token_id: int) -> None:
    """End a token at once."""
    raise NotImplementedError
