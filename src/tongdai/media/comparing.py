"""Compare what was encoded with its source, second by second and side by side, before the source may go.

Opus is not exact, so equal means: as long, to one frame of the codec; and in each second each side as loud as its
source (3 dB) and of the same shape (correlation), or silent where its source is. Sides that were swapped, a second
that is missing or stands elsewhere, and noise in the place of speech are not equal.
"""

from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tongdai.media.opus import FRAME
from tongdai.media.raw import CHANNELS, RATE

SILENCE: Final = 60.0
"""Root mean square below which a second is silent, of 32768: 55 dB below the loudest."""
NEARLY_SILENT: Final = 240.0
LEAST_LIKENESS: Final = 0.6
LOUDNESS: Final = 1.42
"""3 dB."""

Seconds = NDArray[np.float64]
Sound = NDArray[np.int16] | NDArray[np.float32]


def difference(source: Iterable[Sound], decoded: Iterable[Sound]) -> str:
    """Where what was decoded is not its source, in words for the log; empty where it is."""
    lengths = [0, 0]
    pairs = zip(_seconds(source, lengths, 0), _seconds(decoded, lengths, 1), strict=False)
    for second, (one, other) in enumerate(pairs):
        size = min(len(one), len(other))
        for side in range(CHANNELS):
            if not _is_alike(one[:size, side], other[:size, side]):
                return f"second {second}, {'right' if side else 'left'} side"
    _drain(source, decoded, lengths)
    return "" if abs(lengths[0] - lengths[1]) <= FRAME else f"{lengths[1]} frames instead of {lengths[0]}"


def _is_alike(one: Seconds, other: Seconds) -> bool:
    one, other = _band(one), _band(other)
    before, after = _loudness(one), _loudness(other)
    if before < SILENCE:
        return after < NEARLY_SILENT
    if not before / LOUDNESS <= after <= before * LOUDNESS:
        return False
    return float(one @ other) >= LEAST_LIKENESS * before * after * len(one)


def _band(sound: Seconds) -> Seconds:
    """The sound without what lies above the telephone's band, which Opus is free to change or to leave out."""
    return np.convolve(sound, (0.25, 0.5, 0.25), "same")


def _loudness(sound: Seconds) -> float:
    return float(np.sqrt(sound @ sound / max(1, len(sound))))


def _seconds(blocks: Iterable[Sound], lengths: list[int], which: int) -> Iterator[Seconds]:
    """The sound in seconds, whatever the blocks are; it is counted on the way."""
    rest: Seconds = np.zeros((0, CHANNELS))
    for block in blocks:
        lengths[which] += len(block)
        rest = np.concatenate((rest, block))
        while len(rest) >= RATE:
            yield rest[:RATE]
            rest = rest[RATE:]
    if len(rest):
        yield rest


def _drain(source: Iterable[Sound], decoded: Iterable[Sound], lengths: list[int]) -> None:
    """Count what one of them has more than the other."""
    for which, blocks in enumerate((source, decoded)):
        lengths[which] += sum(map(len, blocks))
