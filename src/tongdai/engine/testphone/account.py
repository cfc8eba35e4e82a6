"""What a phone needs to know, what it tells, and what may go wrong with it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Transport = Literal["udp", "tcp", "tls"]
Event = dict[str, Any]
Tell = Callable[[Event], None]


class PhoneError(Exception):
    """A phone did not do, or did not meet, what was expected; the message says what happened instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What a phone needs to know about itself and its server."""

    account: str
    password: str
    server: str
    port: int
    transport: Transport = "udp"
    srtp: bool = False
    tone: int = 440
    address: str = "127.0.0.1"
    authorities: str = ""
    codecs: Sequence[str] = ("PCMA", "PCMU")
