"""A network between phones and an engine that loses what a test says: SIP, audio and its reports, each way by itself.

Phones take the relay for their server. It passes SIP on, and puts ports of its own into every session description, so
that audio (RTP) and reports (RTCP) come through it, too. Losses are drawn from a seed: two runs lose the same packets.
"""

import re
import selectors
import socket
import threading
from dataclasses import dataclass, field
from random import Random
from types import TracebackType
from typing import Self

from actors.ports import free_range

LONGEST = 65_535
TURN = 0.2
_CALL = re.compile(rb"^(?:Call-ID|i)\s*:\s*(\S+)", re.MULTILINE | re.IGNORECASE)
_AUDIO = re.compile(rb"^(m=audio )(\d+)( )", re.MULTILINE)
_BODY = b"\r\n\r\n"

Address = tuple[str, int]


@dataclass
class Way:
    """One direction: which share of its packets is lost, and how many were passed on and dropped so far."""

    loss: float = 0.0
    passed: int = 0
    dropped: int = 0
    chance: Random = field(default_factory=Random, repr=False)

    def loses(self) -> bool:
        """Whether the next packet is lost; counts it."""
        lost = self.chance.random() < self.loss
        self.dropped += lost
        self.passed += not lost
        return lost

    @property
    def lost_percent(self) -> float:
        """What was really lost of what came."""
        return 100 * self.dropped / max(1, self.dropped + self.passed)


@dataclass
class _Media:
    """The audio of one call of one phone: two neighbouring ports towards each side, and where that side listens."""

    to_phone: list[socket.socket]
    to_engine: list[socket.socket]
    phone: Address | None = None
    engine: Address | None = None


class UdpRelay:
    """A relay in front of an engine, for any number of phones. Use it in a `with` statement."""

    def __init__(self, host: str, port: int, *, sip: float = 0.0, to_engine: float = 0.0, to_phone: float = 0.0,
                 seed: int = 1) -> None:
        self.host, self.engine = host, (host, port)
        chances = [Random(seed + number) for number in range(6)]
        self.sip_to_engine, self.sip_to_phone = Way(sip, chance=chances[0]), Way(sip, chance=chances[1])
        self.audio_to_engine, self.audio_to_phone = Way(to_engine, chance=chances[2]), Way(to_phone, chance=chances[3])
        self.reports_to_engine = Way(to_engine, chance=chances[4])
        self.reports_to_phone = Way(to_phone, chance=chances[5])
        self._selector = selectors.DefaultSelector()
        self._listening = self._open(0)
        self._selector.register(self._listening, selectors.EVENT_READ, self._sip_from_phone)
        self._beyond: dict[Address, socket.socket] = {}
        self._media: dict[bytes, _Media] = {}
        self._is_closing = False
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self._is_closing = True
        self._thread.join()
        for key in list(self._selector.get_map().values()):
            assert isinstance(key.fileobj, socket.socket)
            key.fileobj.close()
        self._selector.close()

    @property
    def port(self) -> int:
        """Where phones find their server."""
        return int(self._listening.getsockname()[1])

    def lose(self, *, to_engine: float | None = None, to_phone: float | None = None) -> None:
        """Lose another share of audio and reports from now on."""
        for share, ways in ((to_engine, (self.audio_to_engine, self.reports_to_engine)),
                            (to_phone, (self.audio_to_phone, self.reports_to_phone))):
            for way in ways:
                way.loss = way.loss if share is None else share

    def _open(self, port: int) -> socket.socket:
        one = socket.socket(type=socket.SOCK_DGRAM)
        one.bind((self.host, port))
        one.setblocking(False)
        return one

    def _run(self) -> None:
        while not self._is_closing:
            for key, _ in self._selector.select(TURN):
                try:
                    packet, source = key.fileobj.recvfrom(LONGEST)  # type: ignore[union-attr]
                    key.data(packet, source)
                except (BlockingIOError, ConnectionError):
                    continue

    def _sip_from_phone(self, packet: bytes, source: Address) -> None:
        """Each phone has a socket of its own towards the engine, so that the engine can tell them apart."""
        if source not in self._beyond:
            self._beyond[source] = self._open(0)
            self._selector.register(self._beyond[source], selectors.EVENT_READ,
                                    lambda answer, _, phone=source: self._sip_from_engine(answer, phone))
        if not self.sip_to_engine.loses():
            self._beyond[source].sendto(self._through(packet, source, is_phone=True), self.engine)

    def _sip_from_engine(self, packet: bytes, phone: Address) -> None:
        """The engine's address becomes the relay's, so that a phone's later requests come this way, too."""
        if self.sip_to_phone.loses():
            return
        head, cut, body = self._through(packet, self.engine, is_phone=False).partition(_BODY)
        head = head.replace(b"%s:%d" % (self.host.encode(), self.engine[1]), b"%s:%d" % (self.host.encode(), self.port))
        self._listening.sendto(head + cut + body, phone)

    def _through(self, packet: bytes, sender: Address, *, is_phone: bool) -> bytes:
        """A message with the relay's port in place of the sender's where it describes a session with audio."""
        head, cut, body = packet.partition(_BODY)
        call, audio = _CALL.search(head), _AUDIO.search(body)
        if call is None or audio is None or audio[2] == b"0":
            return packet
        media = self._media.get(call[1]) or self._begin(call[1])
        listens = (sender[0], int(audio[2]))
        if is_phone:
            media.phone = listens
        else:
            media.engine = listens
        port = (media.to_engine if is_phone else media.to_phone)[0].getsockname()[1]
        body = _AUDIO.sub(b"\\g<1>%d\\g<3>" % port, body)
        head = re.sub(rb"(?im)^(Content-Length|l)(\s*:\s*)\d+", b"\\1\\g<2>%d" % len(body), head)
        return head + cut + body

    def _begin(self, call: bytes) -> _Media:
        pairs = [[self._open(first), self._open(first + 1)] for first in (free_range(2), free_range(2))]
        media = self._media[call] = _Media(*pairs)
        ways = ((self.audio_to_engine, self.audio_to_phone), (self.reports_to_engine, self.reports_to_phone))
        for offset, (to_engine, to_phone) in enumerate(ways):
            def from_phone(packet: bytes, _: Address, offset: int = offset, way: Way = to_engine) -> None:
                _pass_on(packet, media.to_engine[offset], media.engine, offset, way)

            def from_engine(packet: bytes, _: Address, offset: int = offset, way: Way = to_phone) -> None:
                _pass_on(packet, media.to_phone[offset], media.phone, offset, way)

            self._selector.register(media.to_phone[offset], selectors.EVENT_READ, from_phone)
            self._selector.register(media.to_engine[offset], selectors.EVENT_READ, from_engine)
        return media


def _pass_on(packet: bytes, through: socket.socket, to: Address | None, offset: int, way: Way) -> None:
    if to is not None and not way.loses():
        through.sendto(packet, (to[0], to[1] + offset))
