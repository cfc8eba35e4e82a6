"""What is measured in a sound is what was put into it."""

import random
from pathlib import Path

import pytest

from tongdai.engine.testphone import (
    dominant_frequency,
    likeness,
    loud_seconds,
    read_samples,
    sine,
    tone_share,
    write_samples,
)
from tongdai.engine.testphone.speech import vowels


@pytest.mark.parametrize("frequency", [200, 440, 441.5, 620, 1000, 3000])
def test_the_frequency_of_a_tone_is_measured_to_two_hertz(frequency: float) -> None:
    assert dominant_frequency(sine(frequency, 0.5)) == pytest.approx(frequency, abs=2)


def test_the_stronger_of_two_tones_is_the_dominant_one() -> None:
    mixed = [a + b for a, b in zip(sine(440, 0.5, 8000), sine(620, 0.5, 3000), strict=True)]

    assert dominant_frequency(mixed) == pytest.approx(440, abs=2)


def test_silence_has_no_frequency() -> None:
    assert dominant_frequency([0.0] * 4000) == 0.0
    assert dominant_frequency([]) == 0.0


def test_a_faint_hiss_counts_as_silence() -> None:
    hiss = [random.Random(1).uniform(-50, 50) for _ in range(4000)]

    assert dominant_frequency(hiss) == 0.0
    assert loud_seconds(hiss) == 0.0


def test_both_of_two_mixed_tones_are_found_and_a_third_is_not() -> None:
    mixed = [a + b for a, b in zip(sine(440, 0.5), sine(620, 0.5), strict=True)]

    assert tone_share(mixed, 440) == pytest.approx(0.5, abs=0.05)
    assert tone_share(mixed, 620) == pytest.approx(0.5, abs=0.05)
    assert tone_share(mixed, 1000) < 0.01


def test_the_seconds_of_sound_are_counted_without_the_pauses() -> None:
    assert loud_seconds(sine(440, 1.0) + [0.0] * 8000 + sine(440, 0.5)) == pytest.approx(1.5, abs=0.04)


def test_speech_is_found_again_in_a_longer_noisy_recording() -> None:
    speech = vowels()
    noise = random.Random(2)
    heard = [sample * 0.5 + noise.uniform(-100, 100) for sample in [0.0] * 9000 + speech + [0.0] * 3000]

    assert likeness(speech, heard) > 0.9


def test_a_tone_is_not_taken_for_speech() -> None:
    assert likeness(vowels(), sine(440, 20)) < 0.6


def test_speech_is_found_again_when_its_pauses_were_stretched_on_the_way() -> None:
    speech = vowels()
    half = len(speech) // 2

    assert likeness(speech, speech[:half] + [0.0] * 800 + speech[half:]) > 0.85


def test_other_speech_is_not_taken_for_the_same() -> None:
    speech = vowels()

    assert likeness(speech, speech[::-1]) < 0.8


def test_samples_survive_a_file_and_the_last_seconds_can_be_asked_for(tmp_path: Path) -> None:
    write_samples(tmp_path / "tone.wav", sine(440, 1.0) + sine(620, 0.5))

    assert len(read_samples(tmp_path / "tone.wav")) == 12000
    assert dominant_frequency(read_samples(tmp_path / "tone.wav", 0.4)) == pytest.approx(620, abs=3)
    assert read_samples(tmp_path / "none.wav") == []
