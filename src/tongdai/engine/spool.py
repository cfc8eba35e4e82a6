"""The spool of call events: the engine appends lines, we read them exactly once, in order, across its deaths.

The engine opens, appends one whole line and closes again for every event (res_cdrel_custom, 22.10.1), one at a time.
So a file can be renamed under it, and once a line stands in the new file, the old one is complete. Files are numbered:
`calls.7.tsv` is sealed, `calls.tsv` is the one after the highest number. The youngest sealed file is always kept, so
that numbers never repeat. A position is `spool:number:offset`; what stands before one is on the disk.

What has been folded is kept for two days, so that a database put back from a copy reads on where the copy was made.
"""

import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from tongdai.compiler import SPOOL
from tongdai.engine.cell import CellDirectory
from tongdai.engine.durable import replace_durably, sync_directory, sync_file
from tongdai.engine.events import lost_line
from tongdai.engine.locks import hold
from tongdai.engine.port import SpoolLine

FOLDER = "cel-custom"
SEAL_AT = 16 * 1024 * 1024
KEEP_SECONDS = 48 * 3600.0
KEEP_BYTES = 512 * 1024 * 1024
"""How long, and how much of, what has been folded is kept."""

LONGEST_LINE = 64 * 1024
NEW_LINE = "\n"
SECONDS_TO_WAIT = 10.0
_STEM, _SUFFIX = SPOOL.rsplit(".", 1)
_SEALED = re.compile(rf"{re.escape(_STEM)}\.([1-9][0-9]{{0,11}})\.{re.escape(_SUFFIX)}")
_POSITION = re.compile(r"([0-9a-f]{16}):([1-9][0-9]{0,11}):([0-9]{1,15})")


@dataclass(frozen=True, slots=True)
class _Place:
    """One place in the spool: bytes into a numbered file."""

    number: int
    offset: int


def spool_folder(cell: CellDirectory) -> Path:
    """Where the engine's events stand: it looks below its log directory, we keep them in the spool."""
    return cell.spool / FOLDER


def prepare_spool(cell: CellDirectory) -> None:
    """Make the folder, its identity, and the link through which the engine gets there."""
    folder = spool_folder(cell)
    folder.mkdir(exist_ok=True)
    if cell.uid is not None:
        os.chown(folder, cell.uid, cell.uid)
    folder.chmod(0o770)
    if not (cell.spool / "identity").exists():
        replace_durably(cell.spool / "identity", secrets.token_hex(8))
    link = cell.log / FOLDER
    if not link.is_symlink():
        link.symlink_to(f"../spool/{FOLDER}")


def sync_spool(cell: CellDirectory) -> None:
    """Put on the disk what the engine has written so far; it never does so by itself."""
    folder = spool_folder(cell)
    with suppress(FileNotFoundError):
        sync_file(folder / SPOOL)
        sync_directory(folder)


def read_spool(cell: CellDirectory, position: str, most: int) -> Iterator[SpoolLine]:
    """Lines after a position, oldest first, at most `most`; a position of another spool begins at the oldest line.

    Where lines after the position are not kept any more, the first line given says so.
    """
    identity = _identity(cell)
    place: _Place | None = _parse(position, identity)
    while most > 0 and place is not None and (opened := _open(cell, place)) is not None:
        start, file, is_complete = opened
        if 0 < place.number < start.number:
            yield SpoolLine(lost_line(), f"{identity}:{start.number}:0")
        with file:
            for text, after in islice(_lines(file, start, _size_on_disk(file)), most):
                most -= 1
                yield SpoolLine(text, f"{identity}:{after.number}:{after.offset}")
        place = _Place(start.number + 1, 0) if is_complete else None


def _identity(cell: CellDirectory) -> str:
    with suppress(OSError):
        return (cell.spool / "identity").read_text(encoding="ascii")
    return ""


def _parse(position: str, identity: str) -> _Place:
    match = _POSITION.fullmatch(position)
    return _Place(int(match[2]), int(match[3])) if match and match[1] == identity else _Place(0, 0)


def _open(cell: CellDirectory, place: _Place) -> tuple[_Place, BinaryIO, bool] | None:
    """The file of a place, or the next one that is kept, and whether nothing will be added to it any more."""
    folder = spool_folder(cell)
    if not folder.is_dir():
        return None
    with hold(cell.spool / "lock", SECONDS_TO_WAIT):
        sealed = _sealed_numbers(folder)
        last = _open_number(sealed)
        number = next((each for each in (*sealed, last) if each >= place.number), last)
        path = folder / (SPOOL if number == last else f"{_STEM}.{number}.{_SUFFIX}")
        is_complete = number != last and (number != sealed[-1] or _has_line(folder / SPOOL))
        try:
            file = path.open("rb")
        except FileNotFoundError:
            return None
    is_there = number == place.number and _begins_line(file, place.offset)
    return place if is_there else _Place(number, 0), file, is_complete


def _begins_line(file: BinaryIO, offset: int) -> bool:
    """Whether a line begins here, as it always does unless the file was put back from an older copy."""
    return offset == 0 or os.pread(file.fileno(), 1, offset - 1) == b"\n"


def _size_on_disk(file: BinaryIO) -> int:
    """How much of a file has reached the disk now, so that no database ever knows more than the spool."""
    size = os.fstat(file.fileno()).st_size
    os.fdatasync(file.fileno())
    return size


def _sealed_numbers(folder: Path) -> list[int]:
    matches = (_SEALED.fullmatch(each.name) for each in folder.iterdir())
    return sorted(int(match[1]) for match in matches if match)


def _open_number(sealed: list[int]) -> int:
    return sealed[-1] + 1 if sealed else 1


def _has_line(path: Path) -> bool:
    """A line of the clock does not count: it may stand here while the engine still writes to the file before."""
    with suppress(FileNotFoundError), path.open("rb") as file:
        while line := file.readline(LONGEST_LINE):
            if not line.startswith(b"CLOCK\t"):
                return line.endswith(b"\n")
    return False


def _lines(file: BinaryIO, place: _Place, end: int) -> Iterator[tuple[str, _Place]]:
    """Whole lines from a place to an end. What has no end yet is left for later; what is too long is passed."""
    file.seek(place.offset)
    offset, passing = place.offset, False
    while offset < end and (line := file.readline(LONGEST_LINE)):
        offset += len(line)
        is_whole = line.endswith(b"\n") and offset <= end
        if is_whole and not passing:
            yield line[:-1].decode("utf-8", "replace"), _Place(place.number, offset)
        passing = not is_whole


def add_line(cell: CellDirectory, line: str) -> None:
    """Append a line of our own, in one write, where the engine appends its lines; behind a torn one, on a new line."""
    with open_spool(cell) as descriptor:
        size = os.fstat(descriptor).st_size
        is_torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
        os.write(descriptor, f"{NEW_LINE if is_torn else ''}{line}".encode())
        os.fsync(descriptor)


@contextmanager
def open_spool(cell: CellDirectory) -> Iterator[int]:
    """The file in use, made if it is missing; nobody seals it meanwhile."""
    with hold(cell.spool / "lock", SECONDS_TO_WAIT):
        descriptor = os.open(spool_folder(cell) / SPOOL, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o660)
        try:
            if cell.uid is not None:
                os.fchown(descriptor, cell.uid, cell.uid)
            yield descriptor
        finally:
            os.close(descriptor)


def complete_files(cell: CellDirectory) -> list[Path]:
    """The sealed files to which nothing is added any more."""
    folder = spool_folder(cell)
    sealed = [folder / f"{_STEM}.{number}.{_SUFFIX}" for number in _sealed_numbers(folder)]
    return sealed if _has_line(folder / SPOOL) else sealed[:-1]


def seal_spool(cell: CellDirectory) -> None:
    """Close the file in use and let the engine begin a new one; a torn last line stays where it is."""
    folder = spool_folder(cell)
    with hold(cell.spool / "lock", SECONDS_TO_WAIT):
        path = folder / SPOOL
        if path.is_file() and path.stat().st_size:
            sync_file(path)
            path.rename(folder / f"{_STEM}.{_open_number(_sealed_numbers(folder))}.{_SUFFIX}")
            sync_directory(folder)


def forget_spool(cell: CellDirectory, position: str, most: int = KEEP_BYTES) -> None:
    """Delete what was folded long ago, or is more than is kept, and seal the file in use when it has grown large."""
    folder = spool_folder(cell)
    if not folder.is_dir():
        return
    before = _parse(position, _identity(cell)).number
    with hold(cell.spool / "lock", SECONDS_TO_WAIT):
        folded = [folder / f"{_STEM}.{number}.{_SUFFIX}" for number in _sealed_numbers(folder)[:-1] if number < before]
        for path in _not_kept(folded, min(most, KEEP_BYTES)):
            path.unlink(missing_ok=True)
    with suppress(FileNotFoundError):
        if (folder / SPOOL).stat().st_size > SEAL_AT:
            seal_spool(cell)


def _not_kept(folded: list[Path], most: int) -> Iterator[Path]:
    """The oldest first, as long as they are too old, or too much with those that came after them."""
    about = [path.stat() for path in folded]
    size, oldest = sum(each.st_size for each in about), time.time() - KEEP_SECONDS
    for path, each in zip(folded, about, strict=True):
        if each.st_mtime >= oldest and size <= most:
            return
        size -= each.st_size
        yield path
