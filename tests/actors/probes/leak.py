"""Does the engine give away the digest of a secret to a phone that asks for one?

A hostile phone answers what the engine sends it with a challenge of its own realm. Whoever answers such a challenge
hands over a digest that can be tried against passwords at leisure.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from actors.raw_phone import DEAD_AUDIO_PORT
from actors.sip import Header, Message, answer, sdp

SHORTEST_SESSION = 90
"""Seconds; the engine refreshes with a re-INVITE after half of it."""

FOREIGN_REALM = "evil.example"
CHALLENGES = {401: ("Unauthorized", "WWW-Authenticate"), 407: ("Proxy Authentication Required", "Proxy-Authenticate")}
LOGINS = ("Authorization", "Proxy-Authorization")


@dataclass
class Challenger:
    """Behaviour of a hostile phone: challenges the methods it is told to, agrees to all others."""

    status: int
    methods: frozenset[str]
    algorithm: str = "MD5"
    answers: bool = True
    audio_port: int = DEAD_AUDIO_PORT
    realm: str = FOREIGN_REALM
    challenged: list[str] = field(default_factory=list)

    def __call__(self, request: Message) -> Iterable[Message]:
        """Answer one request."""
        if self._wants(request):
            self.challenged.append(request.method)
            yield answer(request, self.status, CHALLENGES[self.status][0], tag="leak", more=[self._challenge()])
        elif request.method == "INVITE":
            yield answer(request, 180, "Ringing", tag="leak", more=[_contact(request)])
            if self.answers:
                yield answer(request, 200, "OK", tag="leak", body=sdp("127.0.0.1", self.audio_port), more=[
                    _contact(request), ("Content-Type", "application/sdp"), ("Supported", "timer"),
                    ("Require", "timer"), ("Session-Expires", f"{SHORTEST_SESSION};refresher=uac")])
        else:
            yield answer(request, 200, "OK", tag="leak")

    def _wants(self, request: Message) -> bool:
        again = "RE-INVITE" if request.method == "INVITE" and "tag=" in request.header("To") else request.method
        return again in self.methods

    def _challenge(self) -> Header:
        return (CHALLENGES[self.status][1],
                f'Digest realm="{self.realm}", nonce="0123456789abcdef", algorithm={self.algorithm}, qop="auth"')


def _contact(request: Message) -> Header:
    return "Contact", f"<{request.start.split()[1]}>"


def leaked(messages: Iterable[Message]) -> list[str]:
    """Every login the engine gave away, as `METHOD header`."""
    return [f"{each.method} {name}: {each.header(name)}" for each in messages for name in LOGINS
            if each.method and each.header(name)]
