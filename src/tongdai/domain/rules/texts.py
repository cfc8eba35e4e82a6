"""Bounds for what people may type: names, addresses, handles."""

import re
import unicodedata

LONGEST_NAME = 60
_HANDLE = re.compile(r"[a-z][a-z0-9-]{1,31}")
_KEY = re.compile(r"[a-z][a-z0-9]{7,15}")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}")
_ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+-]{0,31}(?:/[A-Za-z0-9_+-]{1,31}){0,2}")
_COUNTRY = re.compile(r"[A-Z]{2}")


def is_name(text: str) -> bool:
    """1 to 60 printable characters of any script, not beginning or ending with a space."""
    return 0 < len(text) <= LONGEST_NAME and text == text.strip() and all(map(_is_printable, text))


def _is_printable(character: str) -> bool:
    """Letters, marks, digits, signs and the plain space; no control, no format (RTL override), no surrogate."""
    category = unicodedata.category(character)
    return character == " " or not (category.startswith(("C", "Z")) and character not in "\u200b\u200c\u200d")


def is_handle(text: str) -> bool:
    """2 to 32 lower-case letters, digits and dashes, beginning with a letter."""
    return _HANDLE.fullmatch(text) is not None


def is_key(text: str) -> bool:
    """A minted key: 8 to 16 lower-case letters and digits, beginning with a letter."""
    return _KEY.fullmatch(text) is not None


def is_email(text: str) -> bool:
    """One plain mail address of at most 254 characters."""
    return len(text) <= 254 and _EMAIL.fullmatch(text) is not None


def is_time_zone(text: str) -> bool:
    """The form of a name in the time zone database, such as Asia/Phnom_Penh."""
    return _ZONE.fullmatch(text) is not None


def is_country(text: str) -> bool:
    """Two capital letters (ISO 3166-1 alpha-2)."""
    return _COUNTRY.fullmatch(text) is not None
