"""Tones in recordings: how strong a frequency is, which one is strongest, and the two sides of a raw file."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 8000
Samples = NDArray[np.float64]


def sides_of(path: Path) -> tuple[Samples, Samples]:
    """Left and right of a part as the engine wrote it: interleaved, 16 bits, little endian."""
    data = path.read_bytes()
    both = np.frombuffer(data[:len(data) // 4 * 4], dtype="<i2").astype(np.float64).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def seconds_of(path: Path) -> float:
    """How long a part is."""
    return path.stat().st_size / 4 / RATE


def strongest(samples: Samples) -> float:
    """The frequency that is strongest, in hertz; 0 where there is silence."""
    if len(samples) < RATE // 10 or np.abs(samples).max() < 50:
        return 0.0
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(spectrum.argmax() * RATE / len(samples))


def is_tone(samples: Samples, frequency: float) -> bool:
    """Whether this frequency, to 10 hertz, is what is heard."""
    return abs(strongest(samples) - frequency) < 10
