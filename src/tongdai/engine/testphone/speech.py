"""Make something said: by espeak-ng where it is installed, else by a small voice of our own."""

import math
import shutil
import subprocess
import sys
import wave
from array import array
from pathlib import Path

from tongdai.engine.testphone.sound import RATE, write_samples

SENTENCE = "Good morning. This is a call through your own switchboard. One, two, three, four, five."
"""What is said when nobody asks for anything else; about five seconds."""

SPEAKER = "espeak-ng"
LONGEST_SENTENCE = 500
SPEAKING_BOUND = 20.0

_SYLLABLES = ((700, 1200, 0.18), (400, 2000, 0.12), (300, 870, 0.22), (500, 1500, 0.10), (650, 1000, 0.25))
"""First formant, second formant, seconds: the vowels our own voice knows."""

_PITCH = 120.0
_HARMONICS = 24
_ROUNDS = 4


def write_speech(file: Path, sentence: str = SENTENCE) -> str:
    """Write a spoken sentence as a wav file and say who spoke it: `espeak-ng` or `vowels`."""
    program = shutil.which(SPEAKER)
    if program and _speak(program, file, sentence[:LONGEST_SENTENCE]):
        return SPEAKER
    write_samples(file, vowels())
    return "vowels"


def _speak(program: str, file: Path, sentence: str) -> bool:
    command = [program, "-w", str(file), "--", sentence]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=SPEAKING_BOUND)
        write_samples(file, _at_our_rate(file))
    except (OSError, subprocess.SubprocessError, wave.Error):
        return False
    return True


def _at_our_rate(file: Path) -> list[float]:
    """The samples of a mono 16-bit wav file of any rate, brought to ours by the mean of what falls together."""
    with wave.open(str(file)) as source:
        samples = array("h", source.readframes(source.getnframes()))
        step = source.getframerate() / RATE
    if sys.byteorder == "big":
        samples.byteswap()
    starts = [int(at * step) for at in range(int(len(samples) / step))]
    return [sum(part) / len(part) for start in starts if (part := samples[start: start + max(1, int(step))])]


def vowels() -> list[float]:
    """Vowels with pauses of different length: no words, but the rise and fall of a voice."""
    samples: list[float] = []
    for turn in range(_ROUNDS):
        for place, (first, second, seconds) in enumerate(_SYLLABLES):
            samples += _vowel(first, second, seconds)
            samples += [0.0] * int(RATE * (0.04 + 0.03 * ((place * 3 + turn) % 5)))
    return samples


def _vowel(first: float, second: float, seconds: float) -> list[float]:
    """One vowel: harmonics of the pitch, strong near its two formants, swelling and fading."""
    strengths = [
        (_PITCH * n, _near(_PITCH * n, first) + 0.5 * _near(_PITCH * n, second)) for n in range(1, _HARMONICS + 1)
    ]
    length = int(seconds * RATE)
    return [
        4000 * math.sin(math.pi * at / length)
        * sum(level * math.sin(2 * math.pi * pitch * at / RATE) for pitch, level in strengths)
        for at in range(length)
    ]


def _near(frequency: float, formant: float) -> float:
    return math.exp(-(((frequency - formant) / 150.0) ** 2))
