"""Probe a running engine the way its users feel it: does its console answer, does SIP answer?"""

import secrets
import socket
from ipaddress import ip_address
from pathlib import Path

from tongdai.engine.console import ConsoleSilentError, ask_console
from tongdai.settings import Settings

SECONDS_TO_ANSWER = 1.0
LARGEST_ANSWER = 4096


def silent_side(run: Path, settings: Settings) -> str:
    """An empty text where all is well; otherwise the side that does not answer, `console` or `SIP`.

    The console is asked for what cannot be said while the engine's channels are locked.
    """
    try:
        if "active channel" not in ask_console(run, "core show channels count", SECONDS_TO_ANSWER):
            return "console"
    except ConsoleSilentError:
        return "console"
    return "" if sip_answers(loopback_of(settings.sip_host), settings.sip_port) else "SIP"


def loopback_of(host: str) -> str:
    """Where to knock when it listens everywhere."""
    address = ip_address(host)
    if not address.is_unspecified:
        return host
    return "127.0.0.1" if address.version == 4 else "::1"


def sip_answers(host: str, port: int, seconds: float = SECONDS_TO_ANSWER) -> bool:
    """Whether anything of SIP comes back to an OPTIONS over UDP; who asks is unknown there, which is answer enough."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as wire:
        wire.settimeout(seconds)
        try:
            wire.connect((host, port))
            own_host, own_port = wire.getsockname()[:2]
            wire.send(options_request(host, port, own_host, own_port, secrets.token_hex(8)))
            return wire.recv(LARGEST_ANSWER).startswith(b"SIP/2.0 ")
        except OSError:
            return False


def options_request(host: str, port: int, own_host: str, own_port: int, tag: str) -> bytes:
    """The request (RFC 3261 section 11)."""
    there, here = _at(host, port), _at(own_host, own_port)
    return "\r\n".join([
        f"OPTIONS sip:probe@{there} SIP/2.0", f"Via: SIP/2.0/UDP {here};branch=z9hG4bK{tag};rport",
        f"From: <sip:probe@{here}>;tag={tag}", f"To: <sip:probe@{there}>", f"Call-ID: {tag}@probe", "CSeq: 1 OPTIONS",
        f"Contact: <sip:probe@{here}>", "Max-Forwards: 1", "User-Agent: tongdai", "Content-Length: 0", "", "",
    ]).encode()


def _at(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
