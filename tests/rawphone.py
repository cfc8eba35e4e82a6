"""A raw SIP speaker for hostile tests: it says exactly what it is told, digest authentication included."""

import hashlib
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from socket import AF_INET, SOCK_DGRAM
from socket import socket as Socket  # noqa: N812 - a class, whatever its name
from time import monotonic

SECONDS = 20.0
_ABOUT = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
PLAIN = _ABOUT + "m=audio 9 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n"
ENCRYPTED = _ABOUT + ("m=audio 9 RTP/SAVP 8\r\na=rtpmap:8 PCMA/8000\r\n"
                      f"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{'A' * 40}\r\n")


@dataclass
class RawPhone:
    """One UDP socket and an account."""

    port: int
    account: str = ""
    secret: str = ""
    socket: Socket = field(init=False)
    last: bytes = field(init=False, default=b"")

    def __post_init__(self) -> None:
        self.socket = Socket(AF_INET, SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.settimeout(SECONDS)

    def __enter__(self) -> "RawPhone":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def register(self, contact: str) -> int:
        """Register a contact as it stands; the final status."""
        return self._authenticated("REGISTER", f"sip:127.0.0.1:{self.port}", self.account,
                                   f"Contact: {contact}\r\nExpires: 300\r\n")

    def invite(self, dialled: str, name: str = "Somebody", audio: str = PLAIN) -> int:
        """Call a number without audio worth hearing; the final status."""
        contact = f"Contact: <sip:x@127.0.0.1:{self.own_port()}>\r\n"
        return self._authenticated("INVITE", f"sip:{dialled}@127.0.0.1:{self.port}", dialled, contact, audio, name)

    def say(self, method: str, user: str, headers: str = "") -> int:
        """One request without credentials; the status of the answer, 0 where none comes."""
        call = secrets.token_hex(8)
        self._send(method, f"sip:{user}@127.0.0.1:{self.port}", user, call, 1, headers)
        try:
            return self._final(call)[0]
        except TimeoutError:
            return 0

    def everything(self) -> list[str]:
        """Whatever has arrived and arrives until it is quiet for the socket's time."""
        heard: list[str] = []
        with suppress(TimeoutError):
            while True:
                heard.append(self.socket.recv(65535).decode(errors="replace"))
        return heard

    def _authenticated(self, method: str, uri: str, to: str, headers: str, body: str = "", name: str = "") -> int:
        call = secrets.token_hex(8)
        self._send(method, uri, to, call, 1, headers, body, name)
        status, answer = self._final(call)
        if method == "INVITE":
            self._acknowledge(uri, to, call, 1, answer)
        if status != 401:
            return status
        self._send(method, uri, to, call, 2, headers + self._credentials(method, uri, answer), body, name)
        status, answer = self._final(call)
        if method == "INVITE":
            self._acknowledge(uri, to, call, 2, answer)
        return status

    def _final(self, call: str) -> tuple[int, str]:
        """The next final answer to this call; everything else that arrives is left alone."""
        while True:
            text = self._hear()
            if text.startswith("SIP/2.0 ") and f"Call-ID: {call}" in text and not text.startswith("SIP/2.0 1"):
                return int(text[8:11]), text

    def _hear(self) -> str:
        """The next message; what was said last is said again each time nothing comes for a second, as phones do."""
        patience = self.socket.gettimeout() or SECONDS
        end = monotonic() + patience
        try:
            while monotonic() < end:
                self.socket.settimeout(min(1.0, patience))
                with suppress(TimeoutError):
                    return self.socket.recv(65535).decode(errors="replace")
                self.socket.sendto(self.last, ("127.0.0.1", self.port))
        finally:
            self.socket.settimeout(patience)
        raise TimeoutError("timed out")

    def _acknowledge(self, uri: str, to: str, call: str, sequence: int, answer: str) -> None:
        tag = re.search(r"^To:.*;tag=([^;\s]+)", answer, re.MULTILINE)
        branch = re.search(r"branch=([^;\s]+)", answer)
        assert tag
        assert branch
        self._send("ACK", uri, to, call, sequence, tag=tag[1], branch=branch[1])

    def _credentials(self, method: str, uri: str, answer: str) -> str:
        realm, nonce = (re.search(rf'{name}="([^"]*)"', answer) for name in ("realm", "nonce"))
        opaque = re.search(r'opaque="([^"]*)"', answer)
        assert realm
        assert nonce
        own = _md5(f"{self.account}:{realm[1]}:{self.secret}")
        response = _md5(f"{own}:{nonce[1]}:00000001:abcd:auth:{_md5(f'{method}:{uri}')}")
        more = f',opaque="{opaque[1]}"' if opaque else ""
        return (f'Authorization: Digest username="{self.account}",realm="{realm[1]}",nonce="{nonce[1]}",uri="{uri}",'
                f'response="{response}",algorithm=MD5,cnonce="abcd",nc=00000001,qop=auth{more}\r\n')

    def _send(self, method: str, uri: str, to: str, call: str, sequence: int, headers: str = "", body: str = "",
              name: str = "", tag: str = "", branch: str = "") -> None:
        shown, ending = f'"{name}" ' if name else "", f";tag={tag}" if tag else ""
        kind = "Content-Type: application/sdp\r\n" if body else ""
        branch = branch or "z9hG4bK" + secrets.token_hex(6)
        self.last = (
            f"{method} {uri} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP 127.0.0.1:{self.own_port()};rport;branch={branch}\r\n"
            f"Max-Forwards: 70\r\nFrom: {shown}<sip:{self.account or 'x'}@127.0.0.1>;tag={call[:6]}\r\n"
            f"To: <sip:{to}@127.0.0.1>{ending}\r\nCall-ID: {call}\r\nCSeq: {sequence} {method}\r\n"
            f"{headers}{kind}Content-Length: {len(body)}\r\n\r\n{body}").encode()
        self.socket.sendto(self.last, ("127.0.0.1", self.port))

    def own_port(self) -> int:
        """Where it hears."""
        return int(self.socket.getsockname()[1])


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
