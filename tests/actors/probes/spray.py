"""Does the engine take in, or give away, the sound of a call to somebody who only guesses its ports?

The probe sends audio to every port of the engine's range during a call. *Injected* is what a phone hears of it, *bled*
is what comes back to the probe.
"""

import itertools
import select
import socket
import struct
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from tongdai.engine.testphone import sine

PCMA = 8
FRAME = 160
PACE = 0.02
TONE = 1900.0
"""The probe's own tone in hertz, unlike any phone's; every packet holds 38 whole waves of it, so all are alike."""

RECEIVER_REPORT = struct.pack("!BBHI", 0x80, 201, 1, 0x5EED5EED)
SILENCE = b"\xd5" * FRAME
ROOM = 1 << 20


@dataclass(frozen=True, slots=True)
class Sprayed:
    """How far a spray came: packets sent, and packets of somebody's call that came back."""

    sent: int
    bled: int
    rtcp_bled: int


class Ear:
    """The sound of a phone made by hand: it keeps every packet it gets, and speaks where it is told to.

    Use it in a `with` statement.
    """

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, ROOM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.setblocking(False)
        self.port: int = self._socket.getsockname()[1]
        self.packets: list[bytes] = []
        self._silent = threading.Event()
        self._voice: threading.Thread | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._silent.set()
        if self._voice:
            self._voice.join()
        self._socket.close()

    def speak_to(self, server: str, port: int) -> Self:
        """Send packets of silence, as a phone does whose owner listens, until the end."""
        self._voice = threading.Thread(target=self._speak, args=(server, port), daemon=True)
        self._voice.start()
        return self

    def _speak(self, server: str, port: int) -> None:
        for number in itertools.count():
            self._socket.sendto(_audio(number, 0x0EA7, SILENCE), (server, port))
            if self._silent.wait(PACE):
                return

    def listen(self) -> Self:
        """Take in everything that has come so far."""
        self.packets += _received(self._socket, PACE)
        return self

    @property
    def injected(self) -> int:
        """How many packets of the probe's tone it was given."""
        return sum(packet[12:] == PAYLOAD for packet in self.packets)


def spray(server: str, first: int, last: int, rounds: int) -> Sprayed:
    """Send one packet of a tone to every even port, and a short RTCP to every odd one, so many times over."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, ROOM)
        line.bind(("127.0.0.1", 0))
        line.setblocking(False)
        got: list[bytes] = []
        for number in range(rounds):
            for port, packet in _round(number, first, last):
                line.sendto(packet, (server, port))
            got += _received(line, PACE)
    rtcp = sum(_is_rtcp(each) for each in got)
    return Sprayed(rounds * (last - first + 1), len(got) - rtcp, rtcp)


def _round(number: int, first: int, last: int) -> Iterator[tuple[int, bytes]]:
    audio = _audio(30000 + number, 0x5EED5EED, PAYLOAD)
    for port in range(first, last + 1):
        yield port, RECEIVER_REPORT if port % 2 else audio


def _audio(number: int, source: int, payload: bytes) -> bytes:
    return struct.pack("!BBHII", 0x80, PCMA, number % 65536, number * FRAME % 2**32, source) + payload


def encode_alaw(samples: list[float]) -> bytes:
    """ITU-T G.711 A-law."""
    return bytes(_alaw(int(sample)) for sample in samples)


def _alaw(sample: int) -> int:
    sign = 0x80 if sample >= 0 else 0
    level = min(32635, sample if sample >= 0 else -sample - 1)
    exponent = max(0, level.bit_length() - 8)
    mantissa = (level >> (exponent + 3 if exponent else 4)) & 0x0F
    return (sign | exponent << 4 | mantissa) ^ 0x55


def _received(line: socket.socket, seconds: float) -> list[bytes]:
    """Everything that arrives within this time."""
    end, found = time.monotonic() + seconds, []
    while (left := end - time.monotonic()) > 0:
        if select.select([line], [], [], left)[0]:
            try:
                found.append(line.recv(2048))
            except ConnectionRefusedError:
                continue
    return found


def _is_rtcp(packet: bytes) -> bool:
    return len(packet) > 1 and 192 <= packet[1] <= 223


PAYLOAD = encode_alaw(sine(TONE, FRAME / 8000))
"""What every packet of the probe carries."""
