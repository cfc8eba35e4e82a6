"""A password that never prints itself."""

from dataclasses import dataclass
from hashlib import md5


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """Text that must not reach a log, a page or a file by accident; `reveal()` is the only way to it."""

    text: str

    def reveal(self) -> str:
        """The secret itself. Every caller is one somebody can find by this word."""
        return self.text

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__


def digest_password(account: str, realm: str, secret: Secret) -> str:
    """The MD5 of `account:realm:secret` that SIP digest authentication needs (RFC 7616 section 3.4.2)."""
    return md5(f"{account}:{realm}:{secret.reveal()}".encode(), usedforsecurity=False).hexdigest()
