"""Room on the disk: what a file system has left, and what a directory takes."""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

LOOKED_AT, THEN_EVERY = 5000, 32
BLOCK = 512


@dataclass(frozen=True, slots=True)
class Room:
    """A file system, in bytes: all of it, what an ordinary process could still write, and which one it is."""

    total: int
    free: int
    device: int


def room_of(path: Path) -> Room:
    """The file system of a path, or of the nearest directory above it that exists."""
    for each in (path, *path.parents):
        with suppress(FileNotFoundError, NotADirectoryError):
            seen = os.statvfs(each)
            return Room(seen.f_blocks * seen.f_frsize, seen.f_bavail * seen.f_frsize, each.stat().st_dev)
    raise FileNotFoundError(path)


def weigh(path: Path) -> int:
    """What the files below a directory take on the disk, in bytes; 0 where it is not there.

    Of a great many, only the first are looked at each, then every thirty-second for all its neighbours: the spool and
    the logs are small on every day but the worst, and on that day a figure near the truth must do.
    """
    total = 0
    for index, entry in enumerate(_files(path)):
        exact = index < LOOKED_AT
        if exact or index % THEN_EVERY == 0:
            with suppress(OSError):
                total += entry.stat(follow_symlinks=False).st_blocks * BLOCK * (1 if exact else THEN_EVERY)
    return total


def _files(path: Path) -> "Iterator[os.DirEntry[str]]":
    """Every file below a directory; what goes meanwhile is passed."""
    waiting = [str(path)]
    while waiting:
        with suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                else:
                    yield entry
