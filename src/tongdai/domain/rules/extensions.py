"""Rules for extensions: numbers that can be dialled, names that can be shown, secrets that cannot be guessed."""

from collections import Counter
from collections.abc import Iterator

from tongdai.domain.extension import FEWEST_RING_SECONDS, MOST_DEVICES, MOST_RING_SECONDS, Extension
from tongdai.domain.finding import Finding, FindingKind, Where
from tongdai.domain.number import is_extension_number
from tongdai.domain.rules.texts import is_email, is_name
from tongdai.domain.snapshot import TenantSnapshot

E_EXTENSION_NUMBER = FindingKind(
    "E_EXTENSION_NUMBER", "'{number}' cannot be the number of an extension.",
    "Choose 2 to 6 digits that do not begin with 0.")
E_EXTENSION_DUPLICATE = FindingKind(
    "E_EXTENSION_DUPLICATE", "Extension {number} exists {count} times.", "Give each extension a number of its own.")
E_EXTENSION_NAME = FindingKind(
    "E_EXTENSION_NAME", "The name of extension {number} cannot be shown on phones.",
    "Use 1 to 60 letters, digits, signs and spaces, without a line break.")
E_EXTENSION_EMAIL = FindingKind(
    "E_EXTENSION_EMAIL", "The e-mail address of extension {number} is not one.",
    "Write it as name@company.example, or leave it empty.")
E_EXTENSION_SECRET = FindingKind(
    "E_EXTENSION_SECRET", "The secret of extension {number} is too weak or has characters phones cannot enter.",
    "Use 16 to 64 letters, digits and dashes, or leave it out and one is made.")
E_EXTENSION_RING = FindingKind(
    "E_EXTENSION_RING", "Extension {number} cannot ring for {value} seconds.", "Choose from {low} to {high} seconds.")
E_EXTENSION_DEVICES = FindingKind(
    "E_EXTENSION_DEVICES", "Extension {number} cannot have {value} phones.", "Choose from 1 to {high}.")

KINDS = (E_EXTENSION_NUMBER, E_EXTENSION_DUPLICATE, E_EXTENSION_NAME, E_EXTENSION_EMAIL, E_EXTENSION_SECRET,
         E_EXTENSION_RING, E_EXTENSION_DEVICES)


def check_extensions(house: TenantSnapshot) -> Iterator[Finding]:
    """Every fault of every extension, and numbers that stand twice."""
    handle = house.tenant.handle
    for extension in house.extensions:
        yield from _check_extension(handle, extension)
    for number, count in sorted(Counter(each.number for each in house.extensions).items()):
        if count > 1:
            yield E_EXTENSION_DUPLICATE.at(Where(handle, "extension", number, "number"), number=number, count=count)


def _check_extension(handle: str, extension: Extension) -> Iterator[Finding]:
    number = extension.number[:32]

    def at(field: str) -> Where:
        return Where(handle, "extension", number, field)

    if not is_extension_number(extension.number):
        yield E_EXTENSION_NUMBER.at(at("number"), number=number)
    if not is_name(extension.name):
        yield E_EXTENSION_NAME.at(at("name"), number=number)
    if extension.email and not is_email(extension.email):
        yield E_EXTENSION_EMAIL.at(at("email"), number=number)
    if not _is_strong(extension.secret.reveal()):
        yield E_EXTENSION_SECRET.at(at("secret"), number=number)
    if not FEWEST_RING_SECONDS <= extension.ring_seconds <= MOST_RING_SECONDS:
        yield E_EXTENSION_RING.at(at("ring_seconds"), number=number, value=extension.ring_seconds,
                                  low=FEWEST_RING_SECONDS, high=MOST_RING_SECONDS)
    if not 1 <= extension.devices <= MOST_DEVICES:
        yield E_EXTENSION_DEVICES.at(at("devices"), number=number, value=extension.devices, high=MOST_DEVICES)


def _is_strong(secret: str) -> bool:
    """Enough letters and digits of enough kinds; RFC 3986's unreserved ones, so that a QR code carries them whole."""
    plain = all(c.isascii() and (c.isalnum() or c in "-_.~") for c in secret)
    return plain and 16 <= len(secret) <= 64 and len(set(secret)) >= 8
