"""Quality: what was measured of the audio of one leg, and which way it was bad."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class OneWay(StrEnum):
    """Who was not heard though the call was up: told from the packets that never came."""

    CALLER = "caller"
    CALLED = "called"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """Audio in one direction between a phone and the switchboard, as its receiver measured it.

    `packets` came, `lost` did not: the receiver's counts, carried on from its last report to the end. `loss` is their
    ratio in percent, `jitter` in milliseconds, `mos` by the E-model (ITU-T G.107); None where nobody measured.
    """

    packets: int
    lost: int
    loss: float
    jitter: float | None
    mos: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LegQuality:
    """Both directions of a leg: `sent` by the phone, `heard` by it (its own reports), and the round trip in ms.

    A gap in what one phone sent is a gap in what the other hears: `heard` counts what was lost anywhere on the way.
    """

    sent: Stream
    heard: Stream | None
    round_trip: float | None


class Grade(StrEnum):
    """How people find a call of some MOS: the categories of ITU-T G.109, the upper two and the lower two as one."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"
    BAD = "bad"


_LEAST: Final[tuple[tuple[float, Grade], ...]] = ((4.03, Grade.GOOD), (3.60, Grade.FAIR), (3.10, Grade.POOR))
"""The MOS of R = 80, 70 and 60 (ITU-T G.109, table 1): below the last, nearly all users are dissatisfied."""


def grade_of(mos: float) -> Grade:
    """The grade of a MOS."""
    return next((grade for least, grade in _LEAST if mos >= least), Grade.BAD)


def better_than(grade: Grade) -> float:
    """The MOS with which the next better grade begins: below it lies this one and everything worse."""
    if grade is Grade.GOOD:
        raise ValueError("nothing is better than good")
    return _LEAST[tuple(Grade).index(grade) - 1][0]
