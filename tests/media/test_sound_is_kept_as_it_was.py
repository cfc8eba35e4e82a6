"""The sound archive: what is kept is its source, what is sealed opens for nobody else, memory is bounded."""

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from houserecordings import RATE, sides, tone
from tongdai.media import EmptySourceError, MediaError, Place, SourcePart, keep, read_range
from tongdai.media.comparing import difference
from tongdai.media.opus import COMPACT, GENEROUS, decode
from tongdai.media.place import open_below
from tongdai.media.reading import open_kept

pytestmark = pytest.mark.wet
KEY = b"k" * 32
WHEN = datetime(2026, 11, 24, tzinfo=UTC)
Sound = NDArray[np.int16]


def source(tmp_path: Path, sound: Sound, name: str = "a.raw") -> SourcePart:
    """A file as the engine writes it."""
    folder = tmp_path / "monitor" / "sen"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(sound.astype("<i2").tobytes())
    return SourcePart(folder / name, 0.0)


def place(tmp_path: Path, number: int = 1, tenant: str = "sen", sealed: bool = False) -> Place:
    return Place(tmp_path / "kept", tenant, f"{number:032x}", WHEN, sealed)


def heard(where: Place, key: bytes = KEY) -> Sound:
    """A kept recording, decoded."""
    with open_below(where.root, where.path) as file, open_kept(file, where, key) as sound:
        return np.concatenate(list(decode(sound)))


def stereo(left: Sound, right: Sound) -> Sound:
    return np.column_stack((left, right))


def noise(seconds: float, loudness: float, seed: int = 1) -> Sound:
    drawn = np.random.default_rng(seed).standard_normal(round(seconds * RATE))
    return (loudness * drawn).clip(-32768, 32767).astype(np.int16)


SOUNDS = {
    "tones": stereo(tone(440, 5), tone(1000, 5)),
    "one side silent": stereo(tone(440, 5), tone(0, 5)),
    "silence": stereo(tone(0, 5), tone(0, 5)),
    "soft noise beside a loud tone": stereo(tone(440, 5, 30000), noise(5, 61)),
    "loud noise on both sides": stereo(noise(5, 9000), noise(5, 9000, 2)),
    "as loud as can be": stereo(np.sign(tone(300, 5)) * np.int16(32767), np.sign(tone(311, 5)) * np.int16(32767)),
    "above the telephone's band": stereo(tone(440, 5), tone(3900, 5)),
    "a fiftieth of a second": stereo(tone(440, 0.02), tone(1000, 0.02)),
    "one frame": stereo(tone(440, 1 / RATE), tone(440, 1 / RATE)),
}


@pytest.mark.parametrize("sealed", [False, True], ids=["plain", "sealed"])
@pytest.mark.parametrize("name", SOUNDS)
def test_whatever_was_said_is_kept_on_its_side(tmp_path: Path, name: str, sealed: bool):
    sound, where = SOUNDS[name], place(tmp_path, sealed=sealed)
    made = keep([source(tmp_path, sound)], where, KEY)

    assert made.seconds == len(sound) / RATE
    assert len(heard(where)) == len(sound)
    whole = b"".join(read_range(where, KEY, 0, made.size - 1))
    assert hashlib.sha256(whole).hexdigest() == made.digest
    assert [each.name for each in where.directory.iterdir()] == [where.path.name]


@pytest.mark.parametrize(("side", "hertz"), [(0, 440), (1, 1000)])
def test_a_tone_stays_on_its_side(tmp_path: Path, side: int, hertz: float):
    keep([source(tmp_path, SOUNDS["tones"])], place(tmp_path), KEY)

    spectrum = np.abs(np.fft.rfft(heard(place(tmp_path))[:, side].astype(float)))
    assert np.argmax(spectrum) * RATE / (2 * (len(spectrum) - 1)) == pytest.approx(hertz, abs=1)
    other = round((1440 - hertz) * 2 * (len(spectrum) - 1) / RATE)
    assert spectrum[other - 5:other + 6].max() < spectrum.max() / 30


def test_an_hour_of_speech_takes_less_than_a_sixth_of_its_source(tmp_path: Path):
    made = keep([source(tmp_path, SOUNDS["loud noise on both sides"])], place(tmp_path), KEY)

    assert made.size / made.seconds < RATE * 4 / 5.5
    assert COMPACT > GENEROUS


BROKEN = {
    "sides swapped": lambda sound: sound[:, ::-1],
    "a second missing": lambda sound: np.concatenate((sound[:RATE], sound[2 * RATE:])),
    "a second silent": lambda sound: np.concatenate((sound[:RATE], 0 * sound[:RATE], sound[2 * RATE:])),
    "one side silent": lambda sound: sound * np.array([1, 0], np.int16),
    "half as loud": lambda sound: sound // 2,
    "noise instead of speech": lambda sound: stereo(noise(5, 5600), noise(5, 5600, 2)),
    "cut off": lambda sound: sound[:-200],
    "longer": lambda sound: np.concatenate((sound, sound[:200])),
    "nothing": lambda sound: sound[:0],
}


@pytest.mark.parametrize("fault", BROKEN)
def test_the_comparison_notices(fault: str):
    sound = SOUNDS["tones"]

    assert difference([sound], [sound]) == ""
    assert difference([sound], [BROKEN[fault](sound)])


def test_an_encoding_that_is_not_like_its_source_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    part, where = source(tmp_path, SOUNDS["tones"]), place(tmp_path)
    monkeypatch.setattr("tongdai.media.keeping.decode", lambda file: (block // 2 for block in decode(file)))

    with pytest.raises(MediaError, match="not like its source: second 0, left side"):
        keep([part], where, KEY)
    assert list(where.directory.iterdir()) == []
    assert part.path.exists()


def test_an_empty_source_is_refused(tmp_path: Path):
    with pytest.raises(EmptySourceError):
        keep([source(tmp_path, SOUNDS["tones"][:0])], place(tmp_path), KEY)


@pytest.fixture
def sealed(tmp_path: Path) -> Place:
    """A sealed recording of some chunks."""
    where = place(tmp_path, sealed=True)
    keep([source(tmp_path, stereo(noise(60, 3000), noise(60, 3000, 2)))], where, KEY)
    assert where.path.stat().st_size > 4 * 65_536
    return where


HEADER, CHUNK = 40, 65_536 + 16
TAMPERED = {
    "cut off in a chunk": lambda data: data[:-1],
    "cut off at a chunk": lambda data: data[:HEADER + 2 * CHUNK],
    "two chunks swapped": lambda data: data[:HEADER] + data[HEADER + CHUNK:HEADER + 2 * CHUNK]
        + data[HEADER:HEADER + CHUNK] + data[HEADER + 2 * CHUNK:],
    "a chunk repeated": lambda data: data[:HEADER + CHUNK] + data[HEADER:HEADER + CHUNK] + data[HEADER + 2 * CHUNK:],
    "one bit turned": lambda data: data[:70_000] + bytes([data[70_000] ^ 1]) + data[70_001:],
    "another length": lambda data: data[:HEADER - 1] + bytes([data[HEADER - 1] ^ 1]) + data[HEADER:],
    "another salt": lambda data: data[:20] + bytes([data[20] ^ 1]) + data[21:],
    "another beginning": lambda data: b"X" + data[1:],
    "empty": lambda data: b"",
}


def read_all(where: Place, key: bytes = KEY) -> int:
    """Read all that the header tells."""
    with open_below(where.root, where.path) as file, open_kept(file, where, key) as sound:
        return sum(map(len, iter(lambda: sound.read(65_536), b"")))


@pytest.mark.parametrize("fault", TAMPERED)
def test_a_sealed_file_that_was_tampered_with_does_not_open(sealed: Place, fault: str):
    sealed.path.write_bytes(TAMPERED[fault](sealed.path.read_bytes()))

    with pytest.raises(MediaError, match="damaged"):
        read_all(sealed)


def test_a_sealed_file_opens_in_no_other_place_and_with_no_other_key(sealed: Place):
    for other in (replace(sealed, tenant="tre"), replace(sealed, id="f" * 32)):
        other.directory.mkdir(parents=True, exist_ok=True)
        other.path.write_bytes(sealed.path.read_bytes())
        with pytest.raises(MediaError, match="not its own"):
            read_all(other)
    with pytest.raises(MediaError, match=r"recordings\.key"):
        read_all(sealed, b"x" * 32)


def test_a_chunk_of_another_file_does_not_open(sealed: Place, tmp_path: Path):
    other = place(tmp_path, 2, sealed=True)
    keep([source(tmp_path, stereo(noise(60, 3000), noise(60, 3000, 2)))], other, KEY)
    mine, theirs = sealed.path.read_bytes(), other.path.read_bytes()
    sealed.path.write_bytes(
        mine[:HEADER + CHUNK] + theirs[HEADER + CHUNK:HEADER + 2 * CHUNK] + mine[HEADER + 2 * CHUNK:])

    with pytest.raises(MediaError, match="damaged"):
        read_all(sealed)


def test_nothing_of_a_sealed_recording_is_readable_on_the_disk(sealed: Place):
    data = sealed.path.read_bytes()

    assert b"OggS" not in data
    assert b"Opus" not in data


@pytest.mark.parametrize(("tenant", "name"), [("../tre", "0" * 32), ("sen", "../../x"), ("", "0" * 32),
                                              ("sen", "0" * 31), ("sen/../tre", "0" * 32), ("sen", "0" * 31 + "\n")])
def test_a_place_is_made_of_minted_names_alone(tmp_path: Path, tenant: str, name: str):
    with pytest.raises(MediaError, match="name no recording"):
        Place(tmp_path, tenant, name, WHEN, False)


def long_source(tmp_path: Path, minutes: int) -> SourcePart:
    """Minutes of speech-like sound, written without being in memory whole."""
    minute = sides(noise(60, 2000), noise(60, 1500, 2))
    part = source(tmp_path, SOUNDS["tones"][:0])
    with part.path.open("wb") as file:
        for _ in range(minutes):
            file.write(minute)
    return part


def peak_of_keeping(tmp_path: Path, minutes: int) -> int:
    """The most memory (kB) that a process needs to take over so many minutes."""
    part = long_source(tmp_path, minutes)
    script = ("import sys, resource\nfrom pathlib import Path\nfrom datetime import datetime, UTC\n"
              "from tongdai.media import *\n"
              "kept = keep([SourcePart(Path(sys.argv[1]), 0.0)], Place(Path(sys.argv[2]), 'sen', '0' * 32, "
              "datetime(2026, 11, 24, tzinfo=UTC), True), b'k' * 32)\n"
              "assert kept.seconds == 60 * int(sys.argv[3])\n"
              "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n")
    done = subprocess.run([sys.executable, "-c", script, part.path, tmp_path / "kept", str(minutes)], check=True,
                          capture_output=True, text=True, timeout=1800,
                          env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")})
    return int(done.stdout)


def test_a_long_recording_needs_no_more_memory_than_a_short_one(tmp_path: Path):
    assert peak_of_keeping(tmp_path, 10) - peak_of_keeping(tmp_path, 1) < 8_000


@pytest.mark.long
def test_four_hours_need_no_more_memory_than_a_minute(tmp_path: Path):
    assert peak_of_keeping(tmp_path, 240) - peak_of_keeping(tmp_path, 1) < 8_000
