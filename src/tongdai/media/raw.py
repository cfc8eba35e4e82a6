"""What the engine wrote: raw stereo sound in parts, joined with silence where nothing was recorded between them."""

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from tongdai.media.place import open_below
from tongdai.media.sealed import MediaError

RATE = 8000
CHANNELS = 2
FRAME = 2 * CHANNELS
BLOCK = 10 * RATE
LOUDEST = 32768
LONGEST = 24 * 3600 * RATE

Sound = NDArray[np.int16]
"""Frames of two channels."""


@dataclass(frozen=True, slots=True)
class SourcePart:
    """A file of the engine's (`<spool>/monitor/<tenant>/<file>`), and the second at which it begins."""

    path: Path
    began: float


@dataclass(frozen=True, slots=True)
class _Opened:
    """An open part: how many frames it has, and how much silence comes before it."""

    file: BinaryIO
    frames: int
    silence: int


@dataclass(frozen=True, slots=True)
class Source:
    """All parts of a recording, open; it can be read again and again."""

    parts: tuple[_Opened, ...]

    @property
    def frames(self) -> int:
        """How long it is, silence included."""
        return sum(each.silence + each.frames for each in self.parts)

    def blocks(self) -> Iterator[Sound]:
        """The whole in blocks of ten seconds at most."""
        for each in self.parts:
            for size in _sizes(each.silence):
                yield np.zeros((size, CHANNELS), np.int16)
            each.file.seek(0)
            for size in _sizes(each.frames):
                yield _read(each.file, size)


@contextmanager
def open_source(parts: Sequence[SourcePart]) -> Iterator[Source]:
    """Open every part that is there; an unfinished frame at the end, where the engine was killed, does not count."""
    with ExitStack() as files:
        opened: list[_Opened] = []
        at = 0
        for each in parts:
            file = files.enter_context(_open(each.path))
            frames = os.fstat(file.fileno()).st_size // FRAME
            silence = max(0, round((each.began - parts[0].began) * RATE) - at)
            at += silence + frames
            opened.append(_Opened(file, frames, silence))
        if at > LONGEST:
            raise MediaError(f"The recording {parts[0].path.name} is longer than a day.")
        yield Source(tuple(opened))


def _open(path: Path) -> BinaryIO:
    try:
        return open_below(path.parent.parent, path)
    except OSError as error:
        raise MediaError(f"{path.name} cannot be read ({error.strerror}).") from error


def _sizes(frames: int) -> Iterator[int]:
    for first in range(0, frames, BLOCK):
        yield min(BLOCK, frames - first)


def _read(file: BinaryIO, frames: int) -> Sound:
    data = file.read(frames * FRAME)
    if len(data) != frames * FRAME:
        raise MediaError("A recording became shorter while it was read.")
    return np.frombuffer(data, "<i2").reshape(-1, CHANNELS).astype(np.int16, copy=False)
