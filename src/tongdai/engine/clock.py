"""Jumps of the machine's clock: noticed against the monotonic clock, kept for whoever computes with times of events."""

import json
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from tongdai.engine.cell import CellDirectory

SMALLEST_JUMP = 0.5
MOST_JUMPS = 2000
FILE = "clock.jsonl"


@dataclass(frozen=True, slots=True)
class ClockJump:
    """The clock showed `before`, and at most `within` seconds later `wall`: it had jumped by `seconds`.

    `monotonic` is the kernel's own clock at that moment; `boot` is the engine's boot, the first part of its calls' ids.
    """

    boot: str
    before: float
    wall: float
    monotonic: float
    seconds: float
    within: float


class ClockWatch:
    """Compares the two clocks each time it is asked."""

    def __init__(self) -> None:
        self._wall, self._monotonic = time.time(), time.monotonic()

    def jump(self, boot: str) -> ClockJump | None:
        """The jump since it was asked last; None where both clocks went on alike."""
        wall, monotonic = time.time(), time.monotonic()
        within = monotonic - self._monotonic
        seconds, before = wall - self._wall - within, self._wall
        self._wall, self._monotonic = wall, monotonic
        if abs(seconds) < SMALLEST_JUMP:
            return None
        return ClockJump(boot, before, wall, monotonic, seconds, within)


def record_jump(cell: CellDirectory, jump: ClockJump) -> None:
    """Append a jump to the spool; far older ones go."""
    path = cell.spool / FILE
    lines = path.read_text(encoding="utf-8").splitlines()[-MOST_JUMPS:] if path.exists() else []
    lines.append(json.dumps(asdict(jump)))
    aside = path.with_suffix(".new")
    aside.write_text("\n".join(lines) + "\n", encoding="utf-8")
    aside.replace(path)


def clock_jumps(cell: CellDirectory) -> Iterator[ClockJump]:
    """All jumps that are kept, oldest first."""
    path: Path = cell.spool / FILE
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    for line in text.splitlines():
        with suppress(ValueError, TypeError):
            yield ClockJump(**json.loads(line))
