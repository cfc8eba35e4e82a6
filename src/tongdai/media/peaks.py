"""The picture of a recording: how loud each side is along the time, as a fixed number of peaks."""

import numpy as np
from numpy.typing import NDArray

from tongdai.media.raw import CHANNELS, LOUDEST, Sound, Source

PEAKS = 800


def draw_peaks(source: Source) -> bytes:
    """One byte for each peak, the left side's first: 255 times the square root of the amplitude."""
    peaks = np.zeros((PEAKS, CHANNELS), np.int32)
    at, frames = 0, source.frames
    for block in source.blocks():
        _draw(peaks, block, at, frames)
        at += len(block)
    return bytes((255 * np.sqrt(peaks.T.ravel() / LOUDEST)).round().astype(np.uint8))


def _draw(peaks: NDArray[np.int32], block: Sound, at: int, frames: int) -> None:
    places = (np.arange(at, at + len(block)) * PEAKS) // frames
    firsts = np.flatnonzero(np.diff(places, prepend=-1))
    loudest = np.maximum.reduceat(np.abs(block.astype(np.int32)), firsts)
    peaks[places[firsts]] = np.maximum(peaks[places[firsts]], loudest)
