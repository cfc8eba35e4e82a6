"""Extensions through the API."""

from enum import StrEnum
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Status
from pydantic import StrictInt

from tongdai.actions.extensions import (
    ExtensionDraft,
    create_extension,
    create_extensions,
    delete_extensions,
    get_extension,
    list_extensions,
    phone_account,
    renew_secret,
    update_extension,
)
from tongdai.domain.extension import Encryption
from tongdai.domain.recording import RecordPolicy
from tongdai.domain.secret import Secret
from tongdai.domain.tenant import Language
from tongdai.web.api.entrance import asking
from tongdai.web.api.shapes import (
    REFUSALS,
    Handle,
    Number,
    PageNumber,
    PageOut,
    PublishedOut,
    Search,
    Strict,
    Why,
    named,
    optional,
    page_of,
    published,
)

router = Router(tags=["extensions"])

MOST = 2**31 - 1


class Order(StrEnum):
    """What the list may be sorted by; a minus turns it."""

    NUMBER = "number"
    NUMBER_DOWN = "-number"
    NAME = "name"
    NAME_DOWN = "-name"


class ExtensionIn(Strict):
    """A new extension; without a secret one is made."""

    number: str = Field(max_length=32, examples=["101"])
    name: str = Field(max_length=200, examples=["Bình"])
    secret: str | None = Field(None, max_length=128)
    email: str = Field("", max_length=300, examples=["binh@sen.example"])
    language: Language | None = None
    ring_seconds: StrictInt = Field(25, ge=0, le=MOST)
    devices: StrictInt = Field(3, ge=0, le=MOST)
    encryption: Encryption = Encryption.OPTIONAL
    record_incoming: RecordPolicy = RecordPolicy.NEVER
    record_outgoing: RecordPolicy = RecordPolicy.NEVER


class ExtensionsIn(Strict):
    """Many extensions in a row, in one release."""

    first: str = Field(max_length=32, examples=["200"], description="Number of the first one.")
    count: StrictInt = Field(ge=1, le=2000, examples=[20])
    name: str = Field(max_length=200, examples=["Desk {number}"], description="{number} is filled in.")


class ExtensionNumbers(Strict):
    """Which extensions."""

    numbers: list[str] = Field(min_length=1, max_length=2000, examples=[["200", "201"]])


class ExtensionChange(Strict):
    """The fields to change; what is left out stays as it is."""

    name: str = optional()
    email: str = optional()
    language: Language | None = optional()
    ring_seconds: StrictInt = optional()
    devices: StrictInt = optional()
    encryption: Encryption = optional()
    record_incoming: RecordPolicy = optional()
    record_outgoing: RecordPolicy = optional()


class ExtensionOut(Strict):
    """One extension; its secret is part of its account only."""

    number: str = Field(examples=["101"])
    name: str = Field(examples=["Bình"])
    email: str = Field(examples=["binh@sen.example"])
    language: Language | None
    ring_seconds: int = Field(examples=[25])
    devices: int = Field(examples=[3])
    encryption: Encryption
    record_incoming: RecordPolicy
    record_outgoing: RecordPolicy


class AccountOut(Strict):
    """What a phone needs to log in. `uri` is the text of its QR code."""

    account: str = Field(examples=["k7m2qxab-101"])
    secret: str = Field(examples=["Vq3mT9xKp2LwRz7cHd5n"])
    server: str = Field(examples=["pbx.example"])
    port: int = Field(examples=[5060])
    tls_port: int = Field(examples=[5061])
    transport: str = Field(examples=["udp"])
    display_name: str = Field(examples=["Bình"])
    uri: str = Field(examples=["sip:k7m2qxab-101@pbx.example"])


@router.get("", response={200: PageOut[ExtensionOut], **REFUSALS}, summary="List extensions")
def list_all(request: HttpRequest, tenant: Handle, search: Search = "", sort: Order = Order.NUMBER,
             page: PageNumber = 1) -> Any:
    """`search` looks in number, name and e-mail address."""
    return page_of(list_extensions(asking(request), tenant, search, sort.value, page), _extension)


@router.post("", response={201: PublishedOut, **REFUSALS}, summary="Create an extension")
def create(request: HttpRequest, tenant: Handle, body: ExtensionIn, why: Why = "") -> Any:
    """Its secret is read from its account."""
    fields = body.model_dump() | {"secret": Secret(body.secret) if body.secret is not None else None}
    return Status(201, published(create_extension(asking(request), tenant, ExtensionDraft(**fields), why)))


@router.post("/bulk", response={201: PublishedOut, **REFUSALS}, summary="Create many extensions")
def create_many(request: HttpRequest, tenant: Handle, body: ExtensionsIn, why: Why = "") -> Any:
    """All or none."""
    return Status(201, published(create_extensions(
        asking(request), tenant, body.first, body.count, body.name, why)))


@router.post("/delete", response={200: PublishedOut, **REFUSALS}, summary="Delete many extensions")
def delete_many(request: HttpRequest, tenant: Handle, body: ExtensionNumbers, why: Why = "") -> Any:
    """All or none."""
    return published(delete_extensions(asking(request), tenant, body.numbers, why))


@router.get("/{number}", response={200: ExtensionOut, **REFUSALS}, summary="Show an extension")
def show(request: HttpRequest, tenant: Handle, number: Number) -> Any:
    """Everything but its secret."""
    return _extension(get_extension(asking(request), tenant, number))


@router.patch("/{number}", response={200: PublishedOut, **REFUSALS}, summary="Change an extension")
def update(request: HttpRequest, tenant: Handle, number: Number, body: ExtensionChange, why: Why = "") -> Any:
    """Fields that are not named stay as they are."""
    return published(update_extension(asking(request), tenant, number, named(body), why))


@router.delete("/{number}", response={200: PublishedOut, **REFUSALS}, summary="Delete an extension")
def delete(request: HttpRequest, tenant: Handle, number: Number, why: Why = "") -> Any:
    """Its phones cannot log in any more."""
    return published(delete_extensions(asking(request), tenant, [number], why))


@router.get("/{number}/account", response={200: AccountOut, **REFUSALS}, summary="Show what a phone needs")
def account(request: HttpRequest, tenant: Handle, number: Number) -> Any:
    """With the secret in clear: hand it to the extension's user only."""
    found = phone_account(asking(request), tenant, number)
    fields = {name: getattr(found, name) for name in AccountOut.model_fields}
    return fields | {"secret": found.secret.reveal(), "uri": found.uri.reveal()}


@router.post("/{number}/secret", response={200: PublishedOut, **REFUSALS}, summary="Renew an extension's secret")
def renew(request: HttpRequest, tenant: Handle, number: Number, why: Why = "") -> Any:
    """Phones that know the former one must log in anew."""
    return published(renew_secret(asking(request), tenant, number, why))


def _extension(row: Any) -> dict[str, object]:
    return {name: getattr(row, name) for name in ExtensionOut.model_fields}
