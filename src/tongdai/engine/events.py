"""Call events: the lines of the spool as values, and the lines that the machine room adds to it by itself."""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

FIELDS = 8
LONGEST_LINE = 16_384
LONGEST_FIELD = 4096


class Kind(StrEnum):
    """What a line tells; the first seven are the engine's, the others the machine room's."""

    STARTED = "CHAN_START"
    ANSWERED = "ANSWER"
    HUNG_UP = "HANGUP"
    BLIND_TRANSFER = "BLINDTRANSFER"
    ATTENDED_TRANSFER = "ATTENDEDTRANSFER"
    PLAYING = "STREAM_BEGIN"
    PLAYED = "STREAM_END"
    BOOT = "BOOT"
    GONE = "GONE"
    CLOCK = "CLOCK"


@dataclass(frozen=True, slots=True)
class CallEvent:
    """One line. `wall` is what the wall clock said; `channel` and `linked` are the engine's ids, `name` the phone's.

    `trail` and `codec` are what the dialplan left on the channel, `extra` what the engine knows of this kind.
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

    @property
    def boot(self) -> str:
        """The start of the engine that this channel belongs to; for BOOT and GONE the start itself."""
        return self.channel if self.kind in _OURS else self.channel.rpartition("-")[0]

    def text(self, key: str) -> str:
        """One of the extra values as text; empty where it is missing or, as the engine says, `N/A`."""
        value = str(self.extra.get(key, ""))
        return "" if value == "N/A" else value


_OURS = frozenset({Kind.BOOT, Kind.GONE, Kind.CLOCK})


def parse_line(line: str) -> CallEvent | None:
    """Read one line; None where it is no event that we know, or was torn when its writer died."""
    if len(line) > LONGEST_LINE:
        return None
    try:
        parts = next(csv.reader([line], delimiter="\t", quotechar="'"), [])
        kind, wall = Kind(parts[0]), float(parts[1])
    except (csv.Error, ValueError, IndexError):
        return None
    if len(parts) != FIELDS or not 0 < wall < 1e11 or not parts[2] or any(len(each) > LONGEST_FIELD for each in parts):
        return None
    trail, _, codec = parts[5].partition(" ")
    return CallEvent(kind, wall, parts[2], parts[3], parts[4], trail, codec, parts[6], _extra(parts[7]))


def _extra(text: str) -> dict[str, str | float]:
    try:
        values = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    if not isinstance(values, dict):
        return {}
    return {key: value for key, value in values.items() if isinstance(value, (str, int, float))}


def write_line(event: CallEvent) -> str:
    """The line of an event, which `parse_line` reads back as the same event."""
    shown = f"{event.trail} {event.codec}" if event.codec else event.trail
    extra = json.dumps(event.extra, separators=(",", ":")) if event.extra else ""
    line = io.StringIO()
    csv.writer(line, delimiter="\t", quotechar="'", lineterminator="").writerow((
        event.kind.value, f"{event.wall:.6f}", event.channel, event.linked, event.name, shown, event.tenant, extra))
    return line.getvalue()


def boot_line(wall: float, boot: str) -> str:
    """What to append to the spool before an engine is started: every earlier one is dead by now."""
    return _line(Kind.BOOT, wall, boot, "")


def gone_line(wall: float, boot: str) -> str:
    """What to append once an engine was seen to have ended, however it ended."""
    return _line(Kind.GONE, wall, boot, "")


def clock_line(wall: float, steady: float) -> str:
    """What to append when the wall clock has moved against the steady one, and when the watch over both begins."""
    return _line(Kind.CLOCK, wall, "clock", json.dumps({"steady": round(steady, 6)}))


def _line(kind: Kind, wall: float, subject: str, extra: str) -> str:
    return "\t".join((kind, f"{wall:.6f}", subject, subject, "", "", "", extra)) + "\n"
