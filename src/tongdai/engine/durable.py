"""Writes that are whole or not there at all, also after a power cut: write aside, sync, rename, sync."""

import os
from pathlib import Path


def write_durably(path: Path, text: str, mode: int = 0o640, group: int | None = None) -> None:
    """Write a new file and put it on the disk; its directory still has to be synced."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
    with os.fdopen(descriptor, "wb") as file:
        if group is not None:
            os.fchown(descriptor, -1, group)
        os.fchmod(descriptor, mode)
        file.write(text.encode())
        file.flush()
        os.fsync(descriptor)


def replace_durably(path: Path, text: str, mode: int = 0o640, group: int | None = None) -> None:
    """Put a file in the place of another in one step."""
    aside = path.with_name(f".{path.name}.new")
    aside.unlink(missing_ok=True)
    write_durably(aside, text, mode, group)
    aside.replace(path)
    sync_directory(path.parent)


def switch_link(link: Path, target: str) -> None:
    """Point a link elsewhere in one step."""
    aside = link.with_name(f".{link.name}.new")
    aside.unlink(missing_ok=True)
    aside.symlink_to(target)
    aside.replace(link)
    sync_directory(link.parent)


def sync_file(path: Path) -> None:
    """Put what others wrote to a file on the disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        os.fdatasync(descriptor)
    finally:
        os.close(descriptor)


def sync_directory(directory: Path) -> None:
    """Put the names in a directory on the disk."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
