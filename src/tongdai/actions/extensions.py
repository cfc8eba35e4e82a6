"""Extensions: list, show, create one or many, change, delete, and what a phone needs to log in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tongdai.actions.context import Context
from tongdai.actions.page import Page
from tongdai.actions.publish import Published
from tongdai.domain.extension import Encryption
from tongdai.domain.secret import Secret
from tongdai.domain.tenant import Language


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionRow:
    """One extension as lists and pages show it: everything but the secret."""

    number: str
    name: str
    email: str
    language: Language | None
    ring_seconds: int
    devices: int
    encryption: Encryption


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
    raise NotImplementedError


def get_extension(ctx: Context, tenant: str | None, number: str) -> ExtensionRow:
    """One extension."""
    raise NotImplementedError


def create_extension(ctx: Context, tenant: str | None, draft: ExtensionDraft, why: str = "") -> Published:
    """Add one extension."""
    raise NotImplementedError


def create_extensions(ctx: Context, tenant: str | None, first: str, count: int, name: str,
                      why: str = "") -> Published:
    """Add `count` extensions from number `first` on in one release; `{number}` in the name is filled in."""
    raise NotImplementedError


def update_extension(ctx: Context, tenant: str | None, number: str, changes: Mapping[str, object],
                     why: str = "") -> Published:
    """Change the named fields of an extension and no others."""
    raise NotImplementedError


def delete_extensions(ctx: Context, tenant: str | None, numbers: Sequence[str], why: str = "") -> Published:
    """Delete extensions, all or none."""
    raise NotImplementedError


def renew_secret(ctx: Context, tenant: str | None, number: str, why: str = "") -> Published:
    """Mint a new secret; phones that know the former one must log in anew."""
    raise NotImplementedError


def phone_account(ctx: Context, tenant: str | None, number: str) -> PhoneAccount:
    """What a phone needs to log in as this extension."""
    raise NotImplementedError
