"""Read what baresip says in words: how a call ended, and how its sound fares."""

import re
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

OK = (200, "OK")
CANCELLED = (487, "Request Terminated")
BUSY = (486, "Busy Here")

PACKETS_WAY = 0.3
LONGEST_SILENCE = 10.0


def read_ending(words: str, state: str, by_us: bool) -> tuple[int, str]:
    """SIP status and reason of a call that was in this state when it ended.

    Baresip quotes a final status; for a call hung up on either side it speaks of a connection, and the status is the
    one that SIP has for it.
    """
    found = re.match(r"(\d{3}) (.*)", words)
    if found:
        return int(found[1]), found[2]
    if state == "talking":
        return OK
    return BUSY if state == "incoming" and by_us else CANCELLED


def read_statistics(words: str) -> dict[str, Any]:
    """The current call's stream from what `audio_debug` prints."""
    return {
        "codec": _word(r"encode: (\S+)", words),
        "srtp": "srtp" in _word(r"menc: (\S+)", words),
        "remote": _word(r"remote: ([^/\s,]+)", words),
        "local": _word(r"local: ([^/\s,]+)", words),
        "sent": int(_word(r"TX: packets=(\d+)", words) or 0),
        "received": int(_word(r"rcvd=(\d+)", words) or 0),
        "lost": int(_word(r"lost=(-?\d+)", words) or 0),
        "jitter": float(_word(r"Jitter=([\d.]+)ms", words) or 0) * 1000,
    }


def silent_for(recordings: Sequence[Path]) -> float:
    """For how many seconds nothing has been written down; less than a packet's way is nothing."""
    last = max((file.stat().st_mtime for file in recordings), default=None)
    seconds = 0.0 if last is None else max(0.0, time.time() - last)
    return 0.0 if seconds < PACKETS_WAY else min(seconds, LONGEST_SILENCE)


def _word(pattern: str, words: str) -> str:
    found = re.search(pattern, words)
    return found[1] if found else ""
