"""Where kept recordings lie: one file each, below their tenant's directory; made of minted names alone."""

import os
import re
import stat
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from tongdai.media.sealed import MediaError

_KEY = re.compile(r"[0-9a-z]{1,32}")
_ID = re.compile(r"[0-9a-f]{32}")
_MODE = 0o700


@dataclass(frozen=True, slots=True)
class Place:
    """The place of one recording: whose it is, which it is, when it began, whether it is sealed."""

    root: Path
    tenant: str
    id: str
    started: datetime
    sealed: bool

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.tenant) or not _ID.fullmatch(self.id):
            raise MediaError(f"{self.tenant[:40]!r} and {self.id[:40]!r} name no recording.")

    @property
    def name(self) -> str:
        """What its seal is bound to."""
        return f"{self.tenant}/{self.id}"

    @property
    def directory(self) -> Path:
        """The directory of its month."""
        return self.root / self.tenant / f"{self.started:%Y}" / f"{self.started:%m}"

    @property
    def path(self) -> Path:
        """The file."""
        return self.directory / f"{self.id}.opus{'.sealed' if self.sealed else ''}"


def open_below(root: Path, path: Path) -> BinaryIO:
    """Open a file below a directory for reading; no link is followed on the way from there, and only a file opens."""
    descriptor = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        *folders, name = path.relative_to(root).parts
        for folder in folders:
            inner = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=descriptor)
            os.close(descriptor)
            descriptor = inner
        return _open_regular(name, descriptor)
    finally:
        os.close(descriptor)


def _open_regular(name: str, directory: int) -> BinaryIO:
    """`O_NONBLOCK` lets a pipe that was put there open at once, so that it can be refused."""
    file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=directory)
    about = os.fstat(file)
    if not stat.S_ISREG(about.st_mode):
        os.close(file)
        raise MediaError(f"{name} is not a plain file.")
    return os.fdopen(file, "rb")


def make_directory(place: Place) -> None:
    """Make the directory of a recording's month, and put its name on the disk."""
    for directory in (place.root, place.root / place.tenant, place.directory.parent, place.directory):
        if not directory.is_dir():
            directory.mkdir(mode=_MODE, parents=directory == place.root, exist_ok=True)
            sync_directory(directory.parent)


def sync_directory(directory: Path) -> None:
    """Put the names in a directory on the disk."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove(place: Place) -> None:
    """Delete the file of a recording, sealed or not, and what was left of making it; whether it is there or not."""
    whole = replace(place, sealed=False).path, replace(place, sealed=True).path
    for path in (*whole, *map(aside, whole)):
        path.unlink(missing_ok=True)
    if place.directory.is_dir():
        sync_directory(place.directory)


def aside(path: Path) -> Path:
    """Where a file is made before it gets its name."""
    return path.with_name(f".{path.name}.new")
