"""People through the API: those who may sign in, and oneself."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Path, Query, Router, Status
from pydantic import StrictBool

from tongdai.actions.people import (
    PersonDraft,
    create_person,
    delete_person,
    get_person,
    list_people,
    reset_password,
    set_language,
    update_person,
)
from tongdai.actions.sign_in import set_password
from tongdai.domain.person import Person, Role
from tongdai.domain.secret import Secret
from tongdai.domain.tenant import Language
from tongdai.web.api.entrance import asking
from tongdai.web.api.shapes import REFUSALS, Strict, Why, named, optional

router = Router(tags=["people"])
self_router = Router(tags=["oneself"])

Login = Annotated[str, Path(max_length=120, example="hoa", description="What the person signs in with.")]
TenantFilter = Annotated[str | None, Query(max_length=32, description="Only people of this tenant.")]


class PersonIn(Strict):
    """A new person."""

    login: str = Field(max_length=64, examples=["hoa"])
    name: str = Field(max_length=200, examples=["Hoa"])
    role: Role
    tenant: str | None = Field(None, max_length=64, examples=["sen"])
    extension: str | None = Field(None, max_length=32)
    email: str = Field("", max_length=300, examples=["hoa@sen.example"])
    language: Language | None = None


class PersonChange(Strict):
    """The fields to change; what is left out stays as it is."""

    name: str = optional()
    email: str = optional()
    language: Language | None = optional()
    active: StrictBool = optional()


class PersonOut(Strict):
    """One person."""

    login: str = Field(examples=["hoa"])
    name: str = Field(examples=["Hoa"])
    role: Role
    tenant: str | None = Field(examples=["sen"])
    extension: str | None
    email: str = Field(examples=["hoa@sen.example"])
    language: Language | None
    active: bool
    must_change_password: bool


class NewPersonOut(PersonOut):
    """A person with a password that is shown this once and must be changed at the first sign-in."""

    one_time_password: str = Field(examples=["kx7-mh2-pq9"])


class SelfOut(Strict):
    """Who a token or session acts as."""

    name: str = Field(examples=["Hoa"])
    role: Role
    tenant: str | None = Field(examples=["sen"])
    extension: str | None
    language: Language


class LanguageIn(Strict):
    """A language."""

    language: Language


class PasswordIn(Strict):
    """One's own password, old and new."""

    old: str = Field(max_length=200)
    new: str = Field(max_length=200)


@router.get("", response={200: list[PersonOut], **REFUSALS}, summary="List people")
def list_all(request: HttpRequest, tenant: TenantFilter = None) -> Any:
    """Everybody that you may know of."""
    return [_person(each) for each in list_people(asking(request), tenant)]


@router.post("", response={201: NewPersonOut, **REFUSALS}, summary="Create a person")
def create(request: HttpRequest, body: PersonIn, why: Why = "") -> Any:
    """The answer holds the one-time password."""
    made = create_person(asking(request), PersonDraft(**body.model_dump()), why)
    return Status(201, _person(made.person) | {"one_time_password": made.one_time_password.reveal()})


@router.get("/{login}", response={200: PersonOut, **REFUSALS}, summary="Show a person")
def show(request: HttpRequest, login: Login) -> Any:
    """Who it is and what they may do."""
    return _person(get_person(asking(request), login))


@router.patch("/{login}", response={200: PersonOut, **REFUSALS}, summary="Change a person")
def update(request: HttpRequest, login: Login, body: PersonChange, why: Why = "") -> Any:
    """Fields that are not named stay as they are."""
    return _person(update_person(asking(request), login, named(body), why))


@router.delete("/{login}", response={204: None, **REFUSALS}, summary="Delete a person")
def delete(request: HttpRequest, login: Login, why: Why = "") -> Any:
    """Sessions and tokens end at once."""
    delete_person(asking(request), login, why)
    return Status(204, None)


@router.post("/{login}/password", response={200: NewPersonOut, **REFUSALS}, summary="Give a new one-time password")
def reset(request: HttpRequest, login: Login, why: Why = "") -> Any:
    """The former password stops working at once."""
    made = reset_password(asking(request), login, why)
    return _person(made.person) | {"one_time_password": made.one_time_password.reveal()}


@self_router.get("", response={200: SelfOut, **REFUSALS}, summary="Say who I am")
def whoami(request: HttpRequest) -> Any:
    """Whose token or session this is."""
    asker = asking(request).asker
    return {name: getattr(asker, name) for name in SelfOut.model_fields}


@self_router.put("/language", response={204: None, **REFUSALS}, summary="Choose my language")
def choose_language(request: HttpRequest, body: LanguageIn) -> Any:
    """Of pages, and of the sentences in this API's answers."""
    set_language(asking(request), body.language)
    return Status(204, None)


@self_router.put("/password", response={204: None, **REFUSALS}, summary="Change my password")
def change_password(request: HttpRequest, body: PasswordIn) -> Any:
    """All my sessions end."""
    set_password(asking(request), Secret(body.old), Secret(body.new))
    return Status(204, None)


def _person(person: Person) -> dict[str, object]:
    return {name: getattr(person, name) for name in PersonOut.model_fields}
