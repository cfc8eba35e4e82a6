"""Fields: what each may hold when it comes in from outside, as one table for files, forms, API and command line."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, assert_never

from tongdai.domain.extension import FEWEST_RING_SECONDS, MOST_DEVICES, MOST_RING_SECONDS, Encryption
from tongdai.domain.finding import Finding, FindingKind, Where
from tongdai.domain.recording import RecordPolicy
from tongdai.domain.rules.tenants import (
    MOST_CONCURRENT_CALLS,
    MOST_EXTENSIONS,
    MOST_LOG_MONTHS,
    MOST_RECORDING_DAYS,
    MOST_RECORDING_GB,
)
from tongdai.domain.secret import Secret
from tongdai.domain.tenant import Feature, Language

LONGEST_TEXT: Final = 254
LARGEST_INTEGER: Final = 10**9

E_FIELD_UNKNOWN = FindingKind(
    "E_FIELD_UNKNOWN", "There is no field '{field}' here.", "Use one of: {known}.")
E_FIELD_MISSING = FindingKind(
    "E_FIELD_MISSING", "The field '{field}' is missing.", "Add it.")
E_FIELD_TEXT = FindingKind(
    "E_FIELD_TEXT", "The field '{field}' must hold text of at most {longest} characters.",
    "Write the text in quotes.")
E_FIELD_INTEGER = FindingKind(
    "E_FIELD_INTEGER", "The field '{field}' must hold a whole number.", "Write it in digits, without quotes.")
E_FIELD_CHOICE = FindingKind(
    "E_FIELD_CHOICE", "The field '{field}' cannot be '{value}'.", "Choose one of: {known}.")
E_FIELD_CHOICES = FindingKind(
    "E_FIELD_CHOICES", "The field '{field}' must hold a list.", "Use only these, each once: {known}.")
E_FIELD_FLAG = FindingKind(
    "E_FIELD_FLAG", "The field '{field}' must say yes or no.", "Write true or false, without quotes.")

KINDS = (E_FIELD_UNKNOWN, E_FIELD_MISSING, E_FIELD_TEXT, E_FIELD_INTEGER, E_FIELD_CHOICE, E_FIELD_CHOICES,
         E_FIELD_FLAG)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Text; `pattern` and `longest` are told to whoever writes files, and tested by the rules."""

    longest: int = LONGEST_TEXT
    pattern: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Digits:
    """A number that is dialled: text, or the same digits without quotes."""

    pattern: str
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Integer:
    """A whole number between two bounds (which the rules test)."""

    low: int
    high: int
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of a few words; where it is optional, nothing is one of them."""

    options: type[StrEnum]
    optional: bool = False
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """A list of words out of a few, each once."""

    options: type[StrEnum]
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretText:
    """A password."""

    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """Yes or no."""

    required: bool = False


Form = Text | Digits | Integer | Choice | Choices | SecretText | Flag
Forms = Mapping[str, Form]

HANDLE = Text(longest=32, pattern="^[a-z][a-z0-9-]{1,31}$", required=True)
NAME = Text(longest=60, required=True)

TENANT: Final[Forms] = {
    "handle": HANDLE,
    "name": NAME,
    "country": Text(longest=2, pattern="^[A-Z]{2}$"),
    "time_zone": Text(longest=64),
    "language": Choice(options=Language),
    "recording_announcement": Flag(),
}
PACKAGE: Final[Forms] = {
    "handle": HANDLE,
    "name": NAME,
    "extensions": Integer(low=1, high=MOST_EXTENSIONS),
    "concurrent_calls": Integer(low=1, high=MOST_CONCURRENT_CALLS),
    "recording_gb": Integer(low=0, high=MOST_RECORDING_GB),
    "recording_days": Integer(low=0, high=MOST_RECORDING_DAYS),
    "log_months": Integer(low=1, high=MOST_LOG_MONTHS),
    "features": Choices(options=Feature),
}
EXTENSION: Final[Forms] = {
    "number": Digits(pattern="^[1-9][0-9]{1,5}$"),
    "name": NAME,
    "secret": SecretText(),
    "email": Text(),
    "language": Choice(options=Language, optional=True),
    "ring_seconds": Integer(low=FEWEST_RING_SECONDS, high=MOST_RING_SECONDS),
    "devices": Integer(low=1, high=MOST_DEVICES),
    "encryption": Choice(options=Encryption),
    "record_incoming": Choice(options=RecordPolicy),
    "record_outgoing": Choice(options=RecordPolicy),
}

PERSON: Final[Forms] = {
    "name": NAME,
    "email": Text(),
    "language": Choice(options=Language, optional=True),
    "active": Flag(),
}


def read_field(form: Form, field: str, value: object, where: Where) -> tuple[object, Finding | None]:
    """What was meant by a value from outside, or what is wrong with it."""
    match form:
        case Text() | Digits() | SecretText():
            return _read_text(form, field, value, where)
        case Integer():
            good = isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST_INTEGER
            return (value, None) if good else (None, E_FIELD_INTEGER.at(where, field=field))
        case Choice():
            return _read_choice(form, field, value, where)
        case Choices():
            return _read_choices(form, field, value, where)
        case Flag():
            return (value, None) if isinstance(value, bool) else (None, E_FIELD_FLAG.at(where, field=field))
        case _:
            assert_never(form)


def _read_text(form: Text | Digits | SecretText, field: str, value: object,
               where: Where) -> tuple[object, Finding | None]:
    if isinstance(form, Digits) and isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        value = str(value) if value <= LARGEST_INTEGER else None
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        longest = form.longest if isinstance(form, Text) else LONGEST_TEXT
        return None, E_FIELD_TEXT.at(where, field=field, longest=longest)
    return (Secret(value) if isinstance(form, SecretText) else value), None


def _read_choice(form: Choice, field: str, value: object, where: Where) -> tuple[object, Finding | None]:
    if form.optional and value in (None, ""):
        return None, None
    known = ", ".join(form.options)
    if isinstance(value, str) and value in set(form.options):
        return form.options(value), None
    return None, E_FIELD_CHOICE.at(where, field=field, value=str(value)[:32], known=known)


def _read_choices(form: Choices, field: str, value: object, where: Where) -> tuple[object, Finding | None]:
    listed = list(value) if isinstance(value, list | tuple | set | frozenset) else None
    if listed is None or not all(isinstance(each, str) and each in set(form.options) for each in listed):
        return None, E_FIELD_CHOICES.at(where, field=field, known=", ".join(form.options))
    return frozenset(form.options(each) for each in listed), None


def read_changes(forms: Forms, changes: Mapping[str, object],
                 where: Where) -> tuple[dict[str, object], tuple[Finding, ...]]:
    """Some fields of a thing, as somebody wishes to change them; every fault, in the order given."""
    values: dict[str, object] = {}
    findings = []
    for field, value in changes.items():
        at = Where(where.tenant, where.kind, where.name, field[:32], where.line)
        if field not in forms:
            findings.append(E_FIELD_UNKNOWN.at(at, field=field[:32], known=", ".join(forms)))
            continue
        values[field], finding = read_field(forms[field], field, value, at)
        if finding:
            findings.append(finding)
    return values, tuple(findings)
