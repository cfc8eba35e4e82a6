"""Calls with a tone of its own on each side: SIP by hand, and one thread that sends every side's audio on time."""

import contextlib
import re
import socket
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from struct import pack

import numpy as np

from actors.raw_phone import OK, Question, RawPhone
from actors.sip import Message, answer, audio_port, sdp

RATE, FRAME = 8000, 160
SECONDS_OF_FRAME = FRAME / RATE
LOUD = 8000


def alaw_tone(frequency: int) -> bytes:
    """One second of a tone in G.711 A-law; a whole number of waves, so that it can go round."""
    samples = LOUD * np.sin(2 * np.pi * frequency * np.arange(RATE) / RATE)
    return _alaw(samples.astype(np.int64))


def _alaw(samples: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> bytes:
    """ITU-T G.711, table 1a, with even bits inverted."""
    signs = np.where(samples >= 0, 0xD5, 0x55)
    sizes = np.minimum(np.where(samples >= 0, samples, -samples - 1) >> 3, 4095)
    exponents = np.maximum(np.floor(np.log2(np.maximum(sizes, 1))).astype(np.int64) - 4, 0)
    mantissas = (sizes >> np.maximum(exponents, 1)) & 15
    return bytes((((exponents << 4) | mantissas) ^ signs).astype(np.uint8))


@dataclass
class Stream:
    """One side's audio: where it comes from, where it goes, and what is said."""

    wire: socket.socket
    there: tuple[str, int]
    tone: bytes
    number: int
    sent: int = 0


class Voices:
    """Sends a frame of every stream each 20 milliseconds, late ones at once. Use it in a `with` statement."""

    def __init__(self) -> None:
        self._streams: dict[int, Stream] = {}
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Voices":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def begin(self, stream: Stream) -> None:
        """From now on this is sent."""
        with self._lock:
            self._streams[stream.number] = stream

    def end(self, number: int) -> None:
        """No more of it."""
        with self._lock:
            self._streams.pop(number, None)

    def _run(self) -> None:
        due = time.monotonic()
        while not self._stop.is_set():
            with self._lock:
                streams = list(self._streams.values())
            for each in streams:
                self._send(each)
            due += SECONDS_OF_FRAME
            time.sleep(max(0.0, due - time.monotonic()))

    def _send(self, stream: Stream) -> None:
        at = stream.sent * FRAME % RATE
        header = pack("!BBHII", 0x80, 8, stream.sent & 0xFFFF, stream.sent * FRAME, stream.number)
        stream.sent += 1
        with contextlib.suppress(OSError):
            stream.wire.sendto(header + stream.tone[at:at + FRAME], stream.there)


@dataclass
class ToneCall:
    """One call as its sides know it: the tones, and how long it was up as the caller saw it."""

    caller_tone: int
    called_tone: int
    began: float = 0.0
    ended: float = 0.0
    numbers: tuple[int, int] = (0, 0)
    question: Question | None = None
    wires: list[socket.socket] = field(default_factory=list)


class ToneDesk:
    """A caller and a called phone that have many calls with each other at once, each with two tones of its own."""

    def __init__(self, caller: RawPhone, called: RawPhone, voices: Voices) -> None:
        self.caller, self.called, self.voices = caller, called, voices
        self._waiting: dict[int, ToneCall] = {}
        self._next = 1
        self._lock = threading.Lock()
        called.serve(self._answer)

    def begin(self, calls: Iterable[ToneCall], dialled: str) -> None:
        """Place one call after the other; each talks as soon as it is answered."""
        for call in calls:
            wire = _wire()
            call.wires.append(wire)
            self._waiting[0] = call
            question = self.caller.call_to(dialled)
            question.body = sdp(self.caller.socket.address, wire.getsockname()[1])
            (asked,) = self.caller.ask([question], 15)
            assert asked.answers, "nobody answered a call"
            assert asked.answers[-1].status == OK, asked.answers[-1].start
            call.question, call.began = asked, time.monotonic()
            number = self._number()
            call.numbers = (number, call.numbers[1])
            self.voices.begin(Stream(wire, ("127.0.0.1", audio_port(asked.answers[-1])), alaw_tone(call.caller_tone),
                                     number))

    def end(self, calls: Iterable[ToneCall]) -> None:
        """Hang up every call as its caller."""
        for call in calls:
            assert call.question is not None
            final = call.question.answers[-1]
            target = re.search(r"<([^>]+)>", final.header("Contact"))
            call.ended = time.monotonic()
            self.caller.socket.send(Message(f"BYE {target[1] if target else call.question.uri} SIP/2.0", (
                ("Via", self.caller.socket.via()), ("Max-Forwards", "70"),
                ("From", call.question.sent.header("From")), ("To", final.header("To")),
                ("Call-ID", call.question.call_id), ("CSeq", f"{call.question.tries + 1} BYE"))))
            self.forget([call])

    def forget(self, calls: Iterable[ToneCall]) -> None:
        """Say nothing more in these calls, and hang up nowhere."""
        for call in calls:
            for number in call.numbers:
                self.voices.end(number)
            for wire in call.wires:
                wire.close()

    def _answer(self, request: Message) -> Iterator[Message]:
        """The called side: answers at once, with the tone of the call that is being placed."""
        if request.method != "INVITE":
            yield answer(request, OK, "OK", tag="tone")
            return
        call = self._waiting[0]
        wire = _wire()
        call.wires.append(wire)
        number = self._number()
        call.numbers = (call.numbers[0], number)
        self.voices.begin(Stream(wire, ("127.0.0.1", audio_port(request)), alaw_tone(call.called_tone), number))
        more = (("Contact", self.called.contact), ("Content-Type", "application/sdp"))
        yield answer(request, OK, "OK", tag=f"tone{number}", more=more,
                     body=sdp(self.called.socket.address, wire.getsockname()[1]))

    def _number(self) -> int:
        with self._lock:
            self._next += 1
            return self._next


def _wire() -> socket.socket:
    wire = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    wire.bind(("127.0.0.1", 0))
    return wire
