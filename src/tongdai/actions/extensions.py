"""Extensions: list, show, create one or many, change, delete, and what a phone needs to log in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from tongdai.actions.change import Published, carry_out
from tongdai.actions.context import Context, Refused, no_extension, no_tenant
from tongdai.actions.judge import refuse_faults
from tongdai.actions.mint import mint_secret
from tongdai.actions.page import Page, page_of
from tongdai.actions.tenants import house_in
from tongdai.compiler import account
from tongdai.domain.books import Books
from tongdai.domain.extension import Encryption, Extension
from tongdai.domain.fields import EXTENSION, Forms, read_changes
from tongdai.domain.finding import FindingKind, Where
from tongdai.domain.message import say
from tongdai.domain.number import is_extension_number
from tongdai.domain.recording import RecordPolicy
from tongdai.domain.rights import Right
from tongdai.domain.secret import Secret
from tongdai.domain.snapshot import TenantSnapshot
from tongdai.domain.tenant import Language
from tongdai.store.reads import ExtensionRow as ExtensionRow
from tongdai.store.reads import key_of, read_extension_rows, read_one_extension

E_EXTENSION_EXISTS = FindingKind(
    "E_EXTENSION_EXISTS", "There is an extension {number} already.", "Choose another number.")

KINDS = (E_EXTENSION_EXISTS,)

MOST_AT_ONCE = 1000
_CHANGEABLE: Final[Forms] = {name: form for name, form in EXTENSION.items() if name != "number"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionDraft:
    """An extension as somebody wishes it; without a secret one is minted."""

    number: str
    name: str
    secret: Secret | None = None
    email: str = ""
    language: Language | None = None
    ring_seconds: int = 25
    devices: int = 3
    encryption: Encryption = Encryption.OPTIONAL
    record_incoming: RecordPolicy = RecordPolicy.NEVER
    record_outgoing: RecordPolicy = RecordPolicy.NEVER


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneAccount:
    """What somebody types into a phone, or scans: `uri` is the text of the QR code."""

    account: str
    secret: Secret
    server: str
    port: int
    tls_port: int
    transport: str
    display_name: str
    uri: Secret


def list_extensions(ctx: Context, tenant: str | None = None, search: str = "", sort: str = "number",
                    page: int = 1) -> Page[ExtensionRow]:
    """A tenant's extensions; `search` looks in number, name and e-mail, `sort` is number or name, `-` turns it."""
    lines = read_extension_rows(_key(ctx, Right.SEE_EXTENSIONS, tenant))
    wanted = search.strip().casefold()
    found = [each for each in lines if wanted in f"{each.number}\n{each.name}\n{each.email}".casefold()]
    if sort.lstrip("-") == "name":
        found.sort(key=lambda each: each.name.casefold())
    return page_of(found[::-1] if sort.startswith("-") else found, page)


def get_extension(ctx: Context, tenant: str | None, number: str) -> ExtensionRow:
    """One extension."""
    for each in read_extension_rows(_key(ctx, Right.SEE_EXTENSIONS, tenant)):
        if each.number == number:
            return each
    raise no_extension(number)


def create_extension(ctx: Context, tenant: str | None, draft: ExtensionDraft, why: str = "") -> Published:
    """Add one extension."""
    return _add(ctx, tenant, [draft], why)


def create_extensions(ctx: Context, tenant: str | None, first: str, count: int, name: str,
                      why: str = "") -> Published:
    """Add `count` extensions from number `first` on in one release; `{number}` in the name is filled in."""
    ctx.require(Right.CHANGE_EXTENSIONS, tenant)
    if not 1 <= count <= MOST_AT_ONCE:
        raise Refused(say("{count} extensions cannot be created at once; choose from 1 to {most}.",
                          count=count, most=MOST_AT_ONCE))
    if not is_extension_number(first):
        raise Refused(say("'{number}' cannot be the first number; choose 2 to 6 digits that do not begin with 0.",
                          number=first[:32]))
    numbers = [str(int(first) + step) for step in range(count)]
    drafts = [ExtensionDraft(number=each, name=name.replace("{number}", each)) for each in numbers]
    return _add(ctx, tenant, drafts, why)


def _add(ctx: Context, tenant: str | None, drafts: Sequence[ExtensionDraft], why: str) -> Published:
    handle = ctx.require(Right.CHANGE_EXTENSIONS, tenant)

    def alter(books: Books) -> Books:
        house = house_in(books, handle)
        present = {each.number for each in house.extensions}
        refuse_faults(E_EXTENSION_EXISTS.at(Where(handle, "extension", each.number, "number"), number=each.number)
                      for each in drafts if each.number in present)
        return books.with_house(with_extensions(house, [*house.extensions, *map(_made, drafts)]))

    return carry_out(ctx, alter, why)


def _made(draft: ExtensionDraft) -> Extension:
    return Extension(number=draft.number, name=draft.name, secret=draft.secret or mint_secret(), email=draft.email,
                     language=draft.language, ring_seconds=draft.ring_seconds, devices=draft.devices,
                     encryption=draft.encryption, record_incoming=draft.record_incoming,
                     record_outgoing=draft.record_outgoing)


def with_extensions(house: TenantSnapshot, extensions: Sequence[Extension]) -> TenantSnapshot:
    """A tenant with these extensions, in order of their numbers."""
    return replace(house, extensions=tuple(sorted(extensions, key=lambda each: (len(each.number), each.number))))


def update_extension(ctx: Context, tenant: str | None, number: str, changes: Mapping[str, object],
                     why: str = "") -> Published:
    """Change the named fields of an extension and no others."""
    handle = ctx.require(Right.CHANGE_EXTENSIONS, tenant)
    return _change_one(ctx, handle, number, changes, why)


def renew_secret(ctx: Context, tenant: str | None, number: str, why: str = "") -> Published:
    """Mint a new secret; phones that know the former one must log in anew."""
    handle = ctx.require(Right.RENEW_SECRET, tenant, number)
    return _change_one(ctx, handle, number, {"secret": mint_secret().reveal()}, why)


def _change_one(ctx: Context, handle: str, number: str, changes: Mapping[str, object], why: str) -> Published:
    def alter(books: Books) -> Books:
        house = house_in(books, handle)
        if number not in {each.number for each in house.extensions}:
            raise no_extension(number)
        values, findings = read_changes(_CHANGEABLE, changes, Where(handle, "extension", number))
        refuse_faults(findings)
        typed: dict[str, Any] = values
        extensions = [replace(each, **typed) if each.number == number else each for each in house.extensions]
        return books.with_house(with_extensions(house, extensions))

    return carry_out(ctx, alter, why)


def delete_extensions(ctx: Context, tenant: str | None, numbers: Sequence[str], why: str = "") -> Published:
    """Delete extensions, all or none."""
    handle = ctx.require(Right.CHANGE_EXTENSIONS, tenant)

    def alter(books: Books) -> Books:
        house = house_in(books, handle)
        present = {each.number for each in house.extensions}
        for number in numbers:
            if number not in present:
                raise no_extension(number)
        gone = set(numbers)
        return books.with_house(with_extensions(house, [each for each in house.extensions if each.number not in gone]))

    return carry_out(ctx, alter, why)


def phone_account(ctx: Context, tenant: str | None, number: str) -> PhoneAccount:
    """What a phone needs to log in as this extension."""
    key = _key(ctx, Right.SEE_PHONE_ACCOUNT, tenant, number)
    extension = read_one_extension(key, number, ctx.seal)
    if extension is None:
        raise no_extension(number)
    settings, name = ctx.settings, account(key, number)
    encrypted = extension.encryption is Encryption.REQUIRED
    transport, port = ("tls", settings.sip_tls_port) if encrypted else ("udp", settings.sip_port)
    host = settings.public_sip_host
    shown = f"[{host}]" if ":" in host else host
    uri = f"sip:{name}:{extension.secret.reveal()}@{shown}:{port};transport={transport}"
    return PhoneAccount(account=name, secret=extension.secret, server=host, port=settings.sip_port,
                        tls_port=settings.sip_tls_port, transport=transport, display_name=extension.name,
                        uri=Secret(uri))


def _key(ctx: Context, right: Right, tenant: str | None, extension: str | None = None) -> str:
    handle = ctx.require(right, tenant, extension)
    key = key_of(handle)
    if key is None:
        raise no_tenant(handle)
    return key
