"""Spool lines as a real engine writes them: its own stories, dealt out over tenants and time, any number of calls."""

import heapq
import re
from collections.abc import Iterator
from pathlib import Path

STORIES = Path(__file__).with_name("engine") / "spool"
MIX = ("answered_caller_hangs_up", "answered_called_hangs_up", "answered_caller_hangs_up", "busy", "no_answer",
       "cancelled", "answered_caller_hangs_up", "two_phones", "hold_resume", "blind_transfer_by_called", "echo_test",
       "attended_transfer_by_called", "unknown_number", "offline", "answered_called_hangs_up", "declined")
"""What people do, roughly as often as they do it."""

BEGAN = 1_795_600_000.0
BOOT = "c1bench"
_CHANNEL = re.compile(r"c1k3x9-(\d+)\.(\d+)")
_NAME = re.compile(r"PJSIP/k7m2qxab-(\d+)-([0-9a-f]{8})")


def spool_lines(calls: int, per_second: float, tenants: int = 20, hold: float = 0.0) -> Iterator[str]:
    """The lines of so many calls, in the order an engine would write them; `hold` makes every call that much longer."""
    stories = [_Story(name, hold) for name in MIX]
    waiting: list[tuple[float, int, str]] = []
    order = 0
    for number in range(calls):
        begin = BEGAN + number / per_second
        while waiting and waiting[0][0] <= begin:
            yield heapq.heappop(waiting)[2]
        for at, line in stories[number % len(stories)].told(number, begin, f"bench{number % tenants:03d}"):
            order += 1
            heapq.heappush(waiting, (at, order, line))
    while waiting:
        yield heapq.heappop(waiting)[2]


def _counters(number: int, seconds: float) -> str:
    """What a leg's end tells of its audio: no two calls' jitter and round trip are quite the same."""
    packets = round(50 * seconds)
    return (f"ssrc={number};themssrc={number + 1};lp={number % 7};rxjitter=0.00{number % 9973:05d};rxcount={packets};"
            f"txjitter=0.00{number % 9931:05d};txcount={packets};rlp={number % 5};rtt=0.0{number % 9941:05d};"
            "rxmes=88.087887;txmes=88.086635")


class _Story:
    """One captured call as a form to be filled in."""

    def __init__(self, name: str, hold: float) -> None:
        lines = (STORIES / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
        walls = [float(line.split("\t")[1]) for line in lines]
        last = max(walls)
        self.lines = [(wall - walls[0] + (hold if wall > last - 0.05 else 0.0), line)
                      for wall, line in zip(walls, lines, strict=True)]
        self.was_up = {line.split("\t")[2] for line in lines if line.startswith("ANSWER\t")}

    def told(self, number: int, begin: float, tenant: str) -> Iterator[tuple[float, str]]:
        """Its lines, as they happened to this tenant's call that began then."""
        for offset, line in self.lines:
            kind, _, rest = line.split("\t", 2)
            fields = rest.split("\t")
            if kind == "HANGUP" and fields[0] in self.was_up:
                fields[3] = f"{fields[3].partition(' ')[0]} alaw (alaw) {_counters(number, offset)}"
                rest = "\t".join(fields)
            rest = _CHANNEL.sub(lambda found: f"{BOOT}-{int(begin)}.{number * 10 + int(found[2]) % 10}", rest)
            rest = _NAME.sub(
                lambda found: f"PJSIP/{tenant}-{found[1]}-{number * 10 + int(found[2], 16) % 10:08x}", rest)
            yield begin + offset, f"{kind}\t{begin + offset:.6f}\t{rest.replace('k7m2qxab', tenant)}"
