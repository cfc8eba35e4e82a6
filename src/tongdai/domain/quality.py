"""Quality: what was measured of the audio of one leg, and which way it was bad."""

from dataclasses import dataclass
from enum import StrEnum


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
