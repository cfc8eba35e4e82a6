"""Measure sound: which tone is in it, how long it is loud, how alike two pieces are."""

import cmath
import math
import sys
import wave
from array import array
from collections.abc import Sequence
from pathlib import Path

RATE = 8000
"""Samples per second of everything a test phone hears."""

WAV_HEADER = 44
FRAME = RATE // 50
"""Twenty milliseconds, the step in which loudness is looked at."""

SILENCE = 150.0
"""Root mean square of 16-bit samples under which a frame counts as silent."""

EDGE = [0.0] * 25
"""Half a second of frames."""

PIECE = 50
"""One second of frames, the length that speech is looked for in."""

DRIFT = 10
"""How many frames a piece may come too early or too late."""

SAME_SPEECH = 0.7
"""The likeness from which what was heard is what was sent; other speech comes to some 0.45, a tone to 0.1."""

LONGEST_TRANSFORM = 4096


def read_samples(file: Path, seconds: float | None = None) -> list[int]:
    """The samples of a mono 16-bit file at 8,000 Hz, or its last seconds; the file may still be growing."""
    data = file.read_bytes()[WAV_HEADER:] if file.exists() else b""
    samples = array("h", data[: len(data) // 2 * 2])
    if sys.byteorder == "big":
        samples.byteswap()
    wanted = len(samples) if seconds is None else min(len(samples), int(seconds * RATE))
    return samples[len(samples) - wanted:].tolist()


def write_samples(file: Path, samples: Sequence[float], refrain: Sequence[float] = (), times: int = 0) -> None:
    """Write a mono 16-bit file at 8,000 Hz: the samples, then the refrain so many times; too loud is clipped."""
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(_frames(samples) + _frames(refrain) * times)


def _frames(samples: Sequence[float]) -> bytes:
    data = array("h", (max(-32768, min(32767, round(sample))) for sample in samples))
    if sys.byteorder == "big":
        data.byteswap()
    return data.tobytes()


def sine(frequency: float, seconds: float, loudness: float = 8000.0) -> list[float]:
    """A pure tone."""
    return [loudness * math.sin(2 * math.pi * frequency * at / RATE) for at in range(int(seconds * RATE))]


def dominant_frequency(samples: Sequence[float], rate: int = RATE) -> float:
    """The strongest frequency in hertz of the last half second, to some 2 Hz; 0.0 for silence."""
    size = LONGEST_TRANSFORM
    while size > len(samples):
        size //= 2
    if size < FRAME or _loudness(samples[-size:]) < SILENCE:
        return 0.0
    strengths = _strengths(samples[-size:])
    peak = max(range(1, size // 2 - 1), key=strengths.__getitem__)
    return (peak + _lean(strengths[peak - 1: peak + 2])) * rate / size


def tone_share(samples: Sequence[float], frequency: float, rate: int = RATE) -> float:
    """How much of the energy lies in one tone, from 0 to 1 (Goertzel's algorithm)."""
    total = sum(sample * sample for sample in samples)
    if not total:
        return 0.0
    factor = 2 * math.cos(2 * math.pi * frequency / rate)
    last = before = 0.0
    for sample in samples:
        last, before = sample + factor * last - before, last
    power = last * last + before * before - factor * last * before
    return min(1.0, 2 * power / (len(samples) * total))


def loud_seconds(samples: Sequence[float]) -> float:
    """How many seconds of this are louder than silence."""
    return sum(level >= SILENCE for level in envelope(samples)) * FRAME / RATE


def envelope(samples: Sequence[float]) -> list[float]:
    """The loudness of each twenty milliseconds."""
    return [_loudness(samples[at: at + FRAME]) for at in range(0, len(samples) - FRAME + 1, FRAME)]


def likeness(sent: Sequence[float], heard: Sequence[float]) -> float:
    """How well the rise and fall of what was sent is found again in what was heard, from 0 to 1.

    It is looked for second by second, because the way of a voice over a network stretches and shortens its pauses;
    up to half a second may be missing at either end, because a recording begins and ends when it does.
    """
    pattern, sound = envelope(sent), [*EDGE, *envelope(heard), *EDGE]
    pieces = [pattern[at: at + PIECE] for at in range(0, len(pattern) - PIECE + 1, PIECE)]
    found = [_correlations(piece, sound) for piece in pieces]
    starts = range(len(sound) - len(pattern) + 1)
    return max((_mean_nearby(found, start) for start in starts), default=0.0) if found else 0.0


def _loudness(samples: Sequence[float]) -> float:
    return math.sqrt(sum(sample * sample for sample in samples) / len(samples)) if samples else 0.0


def _strengths(samples: Sequence[float]) -> list[float]:
    """Magnitudes of the spectrum, under a Hann window so that a tone between two lines stays one peak."""
    size = len(samples)
    window = (0.5 - 0.5 * math.cos(2 * math.pi * n / size) for n in range(size))
    return [abs(line) for line in _transform([complex(s * w) for s, w in zip(samples, window, strict=True)])]


def _transform(values: list[complex]) -> list[complex]:
    """The fast Fourier transform of a power of two of values."""
    size = len(values)
    if size == 1:
        return values
    even, odd = _transform(values[::2]), _transform(values[1::2])
    turned = [cmath.exp(-2j * math.pi * k / size) * odd[k] for k in range(size // 2)]
    return [a + b for a, b in zip(even, turned, strict=True)] + [a - b for a, b in zip(even, turned, strict=True)]


def _lean(three: Sequence[float]) -> float:
    """Where the top of a parabola through three neighbours lies, from -0.5 to 0.5 lines off the middle one."""
    left, middle, right = three
    curve = left - 2 * middle + right
    return 0.0 if not curve else max(-0.5, min(0.5, 0.5 * (left - right) / curve))


def _correlations(piece: Sequence[float], sound: Sequence[float]) -> list[float]:
    """How well one piece fits at every place of a sound."""
    return [_correlation(piece, sound[at: at + len(piece)]) for at in range(len(sound) - len(piece) + 1)]


def _mean_nearby(found: Sequence[Sequence[float]], start: int) -> float:
    """The mean of how well all pieces fit, each near the place that it should have."""
    best = (
        max(places[max(0, start + number * PIECE - DRIFT): start + number * PIECE + DRIFT + 1], default=0.0)
        for number, places in enumerate(found)
    )
    return sum(best) / len(found)


def _correlation(one: Sequence[float], other: Sequence[float]) -> float:
    mean_one, mean_other = sum(one) / len(one), sum(other) / len(other)
    cross = sum((a - mean_one) * (b - mean_other) for a, b in zip(one, other, strict=True))
    spread = sum((a - mean_one) ** 2 for a in one) * sum((b - mean_other) ** 2 for b in other)
    return max(0.0, cross / math.sqrt(spread)) if spread else 0.0
