"""What does the engine answer to somebody it does not know?"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from actors.sip import Message, SipSocket, Transport, sdp

ANSWER_BOUND = 2.0
REFUSALS = frozenset({401, 403, 404})
"""What a stranger may be told, by whatever way he comes."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a stranger comes from."""

    server: str
    transport: Transport
    user: str = "stranger"

    def __str__(self) -> str:
        return f"{self.transport} {self.server}"


def knock(source: Source, port: int, targets: Iterable[str], method: str = "INVITE",
          seconds: float = ANSWER_BOUND) -> dict[str, Message | None]:
    """Send one request to each target and return the final answer to each; None where the engine kept silent."""
    with SipSocket(source.server, port, source.transport) as line:
        return {target: _ask(line, source, target, method, seconds) for target in targets}


def _ask(line: SipSocket, source: Source, target: str, method: str, seconds: float) -> Message | None:
    call_id, uri = secrets.token_hex(12), f"sip:{target}@{line.there}"
    sent = Message(f"{method} {uri} SIP/2.0", (
        ("Via", line.via()), ("Max-Forwards", "70"),
        ("From", f"<sip:{source.user}@{line.there}>;tag={secrets.token_hex(4)}"), ("To", f"<{uri}>"),
        ("Call-ID", call_id), ("CSeq", f"1 {method}"), ("Contact", f"<sip:{source.user}@{line.here}>"),
        ("Content-Type", "application/sdp")), sdp(line.address, 9))
    line.send(sent)
    while message := line.receive(seconds):
        if message.header("Call-ID") == call_id and message.status >= 200:
            _acknowledge(line, sent, message)
            return message
    return None


def _acknowledge(line: SipSocket, sent: Message, final: Message) -> None:
    if not sent.start.startswith("INVITE "):
        return
    line.send(Message(f"ACK {sent.start.split()[1]} SIP/2.0", (
        ("Via", sent.header("Via")), ("Max-Forwards", "70"), ("From", sent.header("From")),
        ("To", final.header("To")), ("Call-ID", sent.header("Call-ID")), ("CSeq", "1 ACK"))))
