"""Recorded calls for tests and demonstrations: their sound made of our announcements, kept as the worker keeps it."""

import wave
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from tongdai.domain.call import Call
from tongdai.domain.recording import CallRecording, RecordedPart, RecordingState
from tongdai.media import RATE, Place, SourcePart, keep
from tongdai.settings import Settings
from tongdai.store import models
from tongdai.store.seal import key_file
from tongdai.store.tenancy import everywhere

SOUNDS = Path(__file__).resolve().parent.parent / "src" / "tongdai" / "engine" / "sounds"
BREATH = RATE // 3
"""What lies between two sentences."""


def with_recording(call: Call, *parts: tuple[float, float]) -> Call:
    """The same call, recorded at its caller from the first second of each part to the last."""
    made = tuple(RecordedPart(f"{index}.raw", began, ended) for index, (began, ended) in enumerate(parts))
    return replace(call, recordings=(CallRecording(channel=f"{call.id}-a", number=call.caller, parts=made),))


def a_talk(seconds: float) -> NDArray[np.int16]:
    """Two people who speak in turn, left and right."""
    talk = np.zeros((int(seconds * RATE), 2), np.int16)
    at, side = BREATH, 0
    for sentence in cycle([_sentence(file) for file in sorted(SOUNDS.glob("*/tongdai/*.wav"))]):
        piece = sentence[:max(0, len(talk) - at)]
        talk[at:at + len(piece), side] = piece
        at, side = at + len(piece) + BREATH, 1 - side
        if at >= len(talk):
            return talk
    raise AssertionError("there are no announcements")


def _sentence(file: Path) -> NDArray[np.int16]:
    with wave.open(str(file)) as sound:
        samples = np.frombuffer(sound.readframes(sound.getnframes()), "<i2")
        return samples[::max(1, sound.getframerate() // RATE)]


def keep_recording(settings: Settings, call: str, recording: str, *, sealed: bool = False) -> None:
    """Take the recording of a call over under this id."""
    with everywhere():
        row = models.Recording.objects.get(call=call)
        place = Place(settings.recordings_directory, row.tenant_id, recording, row.started, sealed)
        kept = keep(_written(row.parts, directory := TemporaryDirectory()), place,
                    key_file(settings.data, "recordings.key"))
        directory.cleanup()
        models.Recording.objects.filter(id=row.id).update(
            id=recording, state=RecordingState.KEPT, seconds=kept.seconds, size=kept.size, digest=kept.digest,
            waveform=kept.waveform, sealed=sealed)


def _written(parts: list[dict[str, float]], directory: "TemporaryDirectory[str]") -> list[SourcePart]:
    """The files that the engine would have left."""
    folder = Path(directory.name) / "monitor" / "t"
    folder.mkdir(parents=True)
    made = []
    for index, part in enumerate(parts):
        file = folder / f"{index}.raw"
        file.write_bytes(a_talk(part["ended"] - part["began"]).tobytes())
        made.append(SourcePart(file, part["began"]))
    return made
