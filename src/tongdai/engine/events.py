"""Call events: the lines of the spool as values, and the lines that the machine room adds to it by itself."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tongdai.engine.clock import ClockReading

FIELDS = 8
LONGEST_LINE = 16_384
LONGEST_FIELD = 4096
LATEST = 1e11
MEASURED, COUNTERS = 3, "ssrc="


class Kind(StrEnum):
    """What a line tells; the first eight are the engine's, the others the machine room's."""

    STARTED = "CHAN_START"
    ANSWERED = "ANSWER"
    HUNG_UP = "HANGUP"
    BLIND_TRANSFER = "BLINDTRANSFER"
    ATTENDED_TRANSFER = "ATTENDEDTRANSFER"
    PLAYING = "STREAM_BEGIN"
    PLAYED = "STREAM_END"
    RECORDED = "RECORD"
    BOOT = "BOOT"
    GONE = "GONE"
    CLOCK = "CLOCK"
    LOST = "LOST"


@dataclass(frozen=True, slots=True)
class CallEvent:
    """One line. `wall` is what the wall clock said; `channel` and `linked` are the engine's ids, `name` the phone's.

    `trail` and `codec` are what the dialplan left on the channel, `counters` what it left there of the audio when the
    channel ended (engine/quality.py reads them); `extra` is what the engine knows of this kind.
    """

    kind: Kind
    wall: float
    channel: str
    linked: str
    name: str = ""
    trail: str = ""
    codec: str = ""
    tenant: str = ""
    extra: Mapping[str, str | float] = field(default_factory=dict)
    counters: str = ""

    @property
    def boot(self) -> str:
        """The start of the engine that this channel belongs to; for BOOT and GONE the start itself."""
        return self.channel if self.kind in _OURS else self.channel.rpartition("-")[0]

    def text(self, key: str) -> str:
        """One of the extra values as text; empty where it is missing or, as the engine says, `N/A`."""
        value = str(self.extra.get(key, ""))
        return "" if value == "N/A" else value


_OURS = frozenset({Kind.BOOT, Kind.GONE, Kind.CLOCK, Kind.LOST})
_KINDS = {each.value: each for each in Kind}


def parse_line(line: str) -> CallEvent | None:
    """Read one line; None where it is no event that we know, or was torn when its writer died."""
    if len(line) > LONGEST_LINE:
        return None
    parts = line.split("\t")
    if len(parts) != FIELDS or parts[0] not in _KINDS or not parts[2] or len(max(parts, key=len)) > LONGEST_FIELD:
        return None
    try:
        wall = float(parts[1])
    except ValueError:
        return None
    if not 0 < wall < LATEST:
        return None
    trail, codec, counters = _left(parts[5])
    return CallEvent(_KINDS[parts[0]], wall, parts[2], parts[3], parts[4], trail, codec, parts[6], _extra(parts[7]),
                     counters)


def _left(text: str) -> tuple[str, str, str]:
    """Trail and codec; behind them, once the channel has ended, its codec again and its counters.

    A channel that was never up has its state in place of counters, and the codec before it means nothing.
    """
    words = text.split(" ")
    if len(words) < MEASURED:
        return words[0], "".join(words[1:]), ""
    *before, codec, counters = words
    if not counters.startswith(COUNTERS):
        return before[0], "".join(before[1:]), ""
    return before[0], codec.strip("()").partition("|")[0], counters


def _extra(text: str) -> dict[str, str | float]:
    if not text:
        return {}
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(values, dict):
        return {}
    return {key: value for key, value in values.items() if isinstance(value, (str, int, float))}


def boot_line(wall: float, boot: str) -> str:
    """What to append to the spool before an engine is started: every earlier one is dead by now."""
    return _line(Kind.BOOT, wall, boot, "")


def gone_line(alive: ClockReading, boot: str) -> str:
    """What to append once an engine is known to have ended: until when it lived, as far as anybody can prove."""
    return _line(Kind.GONE, alive.wall, boot, _steady(alive))


def clock_line(reading: ClockReading) -> str:
    """What to append when the wall clock has moved against the steady one, and when the watch over both begins."""
    return _line(Kind.CLOCK, reading.wall, "clock", _steady(reading))


def lost_line() -> str:
    """What stands for lines that are not kept any more: what was open before them can never be told to its end."""
    return _line(Kind.LOST, 1.0, "lost", "").rstrip("\n")


def read_reading(event: CallEvent) -> ClockReading | None:
    """Both clocks as a line of our own tells them; None where it tells the wall clock alone."""
    steady = event.extra.get("steady")
    if not isinstance(steady, (int, float)):
        return None
    return ClockReading(event.wall, steady, event.text("machine"))


def _steady(reading: ClockReading) -> str:
    return json.dumps({"steady": round(reading.steady, 6), "machine": reading.machine}, separators=(",", ":"))


def _line(kind: Kind, wall: float, subject: str, extra: str) -> str:
    return "\t".join((kind, f"{wall:.6f}", subject, subject, "", "", "", extra)) + "\n"
