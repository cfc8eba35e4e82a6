"""Mint: what must not be guessed is made here and nowhere else."""

import secrets
from collections.abc import Iterable
from typing import Final

from tongdai.domain.secret import Secret

PLAIN: Final = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Letters and digits that cannot be taken for one another on a phone's display."""
SECRET_LENGTH: Final = 24
PASSWORD_LENGTH: Final = 16
_FIRST: Final = "abcdefghijkmnopqrstuvwxyz"
_REST: Final = _FIRST + "23456789"
KEY_LENGTH: Final = 8


def mint_secret() -> Secret:
    """A SIP secret of 140 bits that can be typed into a phone."""
    while True:
        text = _draw(PLAIN, SECRET_LENGTH)
        if len(set(text)) >= SECRET_LENGTH // 2:
            return Secret(text)


def mint_password() -> Secret:
    """A one-time password of 93 bits."""
    return Secret(_draw(PLAIN, PASSWORD_LENGTH))


def mint_key(taken: Iterable[str]) -> str:
    """A tenant's key: 8 lower-case letters and digits beginning with a letter, unlike all that are taken."""
    used = set(taken)
    while True:
        key = secrets.choice(_FIRST) + _draw(_REST, KEY_LENGTH - 1)
        if key not in used:
            return key


def mint_token() -> Secret:
    """A bearer token of 256 bits; the beginning tells secret scanners what it is."""
    return Secret("tongdai_" + secrets.token_urlsafe(32))


def _draw(alphabet: str, length: int) -> str:
    return "".join(secrets.choice(alphabet) for _ in range(length))
