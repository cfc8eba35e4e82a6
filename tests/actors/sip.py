"""SIP by hand: messages as text, sockets, digest. For whoever must send what no phone would send."""

import re
import secrets
import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import md5
from typing import Literal

Header = tuple[str, str]
Transport = Literal["udp", "tcp"]

LONGEST_MESSAGE = 65535
SDP = """v=0
o=- 1 1 IN IP{family} {address}
s=-
c=IN IP{family} {address}
t=0 0
m=audio {port} RTP/AVP 8 101
a=rtpmap:8 PCMA/8000
a=rtpmap:101 telephone-event/8000
"""


@dataclass(frozen=True, slots=True)
class Message:
    """One SIP request or response."""

    start: str
    headers: tuple[Header, ...] = ()
    body: str = ""

    @property
    def status(self) -> int:
        """The status code of a response; 0 for a request."""
        return int(self.start.split()[1]) if self.start.startswith("SIP/2.0 ") else 0

    @property
    def method(self) -> str:
        """The method of a request; empty for a response."""
        return "" if self.status else self.start.split()[0]

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a header, in order."""
        return tuple(value for each, value in self.headers if each.lower() == name.lower())

    def header(self, name: str) -> str:
        """The first value of a header; empty where there is none."""
        return next(iter(self.all(name)), "")

    def encode(self) -> bytes:
        """The message as it is sent, with its length."""
        body = self.body.replace("\n", "\r\n").encode()
        lines = [self.start, *(f"{name}: {value}" for name, value in self.headers), f"Content-Length: {len(body)}"]
        return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + body


def parse(data: bytes) -> Message:
    """Read a message; what it says of its own length is left out."""
    head, _, body = data.decode("utf-8", "replace").partition("\r\n\r\n")
    start, *lines = head.split("\r\n")
    pairs = (line.partition(":")[::2] for line in lines)
    headers = tuple((name.strip(), value.strip()) for name, value in pairs if name.lower() != "content-length")
    return Message(start, headers, body.replace("\r\n", "\n"))


def answer(request: Message, status: int, reason: str, *, tag: str = "", more: Iterable[Header] = (),
           body: str = "") -> Message:
    """A response to a request, with a tag of ours if it has none yet."""
    copied = [(name, value) for name, value in request.headers
              if name.lower() in ("via", "from", "call-id", "cseq", "record-route")]
    to = request.header("To")
    return Message(f"SIP/2.0 {status} {reason}",
                   (*copied, ("To", to if "tag=" in to or not tag else f"{to};tag={tag}"), *more), body)


def authorization(challenge: str, account: str, password: str, method: str, uri: str) -> str:
    """The answer to a digest challenge (MD5, with or without qop)."""
    said = dict(re.findall(r'(\w+)="?([^",]*)"?', challenge.partition(" ")[2]))
    own = _md5(f"{account}:{said['realm']}:{password}")
    asked = _md5(f"{method}:{uri}")
    cnonce = secrets.token_hex(8)
    middle = f":00000001:{cnonce}:auth" if "qop" in said else ""
    parts = {"username": account, "realm": said["realm"], "nonce": said["nonce"], "uri": uri,
             "response": _md5(f"{own}:{said['nonce']}{middle}:{asked}")}
    if "opaque" in said:
        parts["opaque"] = said["opaque"]
    text = ", ".join(f'{name}="{value}"' for name, value in parts.items())
    return f"Digest {text}" + (f', qop=auth, nc=00000001, cnonce="{cnonce}"' if middle else "") + ", algorithm=MD5"


def sdp(address: str, port: int) -> str:
    """An offer of G.711 audio at an address."""
    return SDP.format(family=6 if ":" in address else 4, address=address, port=port)


def audio_port(message: Message) -> int:
    """The port at which the sender of an offer or an answer wants its audio; 0 where it wants none."""
    found = re.search(r"^m=audio (\d+)", message.body, re.MULTILINE)
    return int(found[1]) if found else 0


class SipSocket:
    """One UDP socket, or one TCP connection, to a server. Use it in a `with` statement."""

    def __init__(self, server: str, port: int, transport: Transport = "udp", address: str = "") -> None:
        self.server, self.port, self.transport = server, port, transport
        family = socket.AF_INET6 if ":" in server else socket.AF_INET
        self._socket = socket.socket(family, socket.SOCK_DGRAM if transport == "udp" else socket.SOCK_STREAM)
        self._socket.bind((address or ("::1" if ":" in server else "127.0.0.1"), 0))
        self._socket.connect((server, port))
        self._rest = b""
        self.address, self.local_port = self._socket.getsockname()[:2]

    def __enter__(self) -> "SipSocket":
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    @property
    def here(self) -> str:
        """Our address and port as SIP writes them."""
        return f"[{self.address}]:{self.local_port}" if ":" in self.address else f"{self.address}:{self.local_port}"

    @property
    def there(self) -> str:
        """The server's address and port as SIP writes them."""
        return f"[{self.server}]:{self.port}" if ":" in self.server else f"{self.server}:{self.port}"

    def via(self) -> str:
        """A new transaction's Via."""
        return f"SIP/2.0/{self.transport.upper()} {self.here};rport;branch=z9hG4bK{secrets.token_hex(8)}"

    def send(self, message: Message | bytes) -> None:
        """Send a message, or bytes as they are."""
        self._socket.sendall(message.encode() if isinstance(message, Message) else message)

    def receive(self, seconds: float) -> Message | None:
        """The next message; None if none comes in time or the other side has closed."""
        end = time.monotonic() + seconds
        while True:
            self._socket.settimeout(max(0.001, end - time.monotonic()))
            try:
                data = self._socket.recv(LONGEST_MESSAGE)
            except ConnectionRefusedError:
                continue
            except (TimeoutError, ConnectionResetError):
                return None
            if self.transport == "udp":
                return parse(data)
            self._rest += data
            if not data:
                return None
            if message := self._whole():
                return message

    def _whole(self) -> Message | None:
        """A whole message of the stream, taken out of it."""
        self._rest = self._rest.lstrip(b"\r\n")
        head, found, _ = self._rest.partition(b"\r\n\r\n")
        if not found:
            return None
        length = re.search(rb"(?im)^(?:content-length|l)\s*:\s*(\d+)", head)
        size = len(head) + 4 + (int(length[1]) if length else 0)
        if len(self._rest) < size:
            return None
        data, self._rest = self._rest[:size], self._rest[size:]
        return parse(data)


def _md5(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()
