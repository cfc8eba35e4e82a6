"""Ogg/Opus: sound made compact, and read back; libsndfile does the work."""

from collections.abc import Iterator
from typing import BinaryIO

import numpy as np
import soundfile
from numpy.typing import NDArray

from tongdai.media.raw import BLOCK, CHANNELS, LOUDEST, RATE, Source
from tongdai.media.sealed import MediaError, SealedFile

COMPACT = 0.94
GENEROUS = 0.6
"""libsndfile's level of compression: about 43 and 215 kbit/s for both sides together."""
FRAME = 160
"""20 ms, in which Opus thinks."""


def encode(source: Source, file: BinaryIO, level: float) -> None:
    """Write a whole recording as Ogg/Opus."""
    try:
        with soundfile.SoundFile(file, "w", RATE, CHANNELS, format="OGG", subtype="OPUS",
                                 compression_level=level) as out:
            for block in source.blocks():
                out.write(block)
    except soundfile.SoundFileError as error:
        raise MediaError(f"The recording could not be encoded: {error}") from error


def decode(file: BinaryIO | SealedFile) -> Iterator[NDArray[np.float32]]:
    """Read a whole recording back, in blocks as long as the source's and on its scale.

    Not as whole numbers: where a loud sound comes back louder than the loudest, libsndfile would turn it around.
    """
    try:
        with soundfile.SoundFile(file) as sound:
            if (sound.samplerate, sound.channels) != (RATE, CHANNELS):
                raise MediaError("The encoded file is not what was encoded.")
            while len(block := sound.read(BLOCK, dtype="float32", always_2d=True)):
                yield block * LOUDEST
    except soundfile.SoundFileError as error:
        raise MediaError(f"The encoded file cannot be read back: {error}") from error
