"""Reserves: room on a disk that nobody else can take, given up for what must go on when that disk is full.

The spool's has two parts, so that call events are written on a full disk too. Behind the end of the file that the
engine appends to, AHEAD bytes are allocated already (fallocate, keeping the size), so that an event never waits for a
free block, and none is lost before we look again. And a file beside it holds the rest: where the first part can no
longer be made longer, the second gives it what it lacks, bit by bit, and grows back once there is room. A file system
without fallocate keeps the file alone.

The database's is one small file, so that an alarm can be filed and somebody can sign in on a full disk. Call records do
not get it (see `budgets`): they wait in the spool.
"""

import ctypes
import errno
import os
from contextlib import suppress
from pathlib import Path

from tongdai.compiler import SPOOL
from tongdai.engine.cell import CellDirectory
from tongdai.engine.disk import BLOCK, room_of
from tongdai.engine.spool import complete_files, open_spool, spool_folder

AHEAD = 2 * 1024 * 1024
COMFORT = 4
"""A reserve grows back once a quarter of its size stays free beside it: no flutter at the edge."""

DATABASE_RESERVE = 4_000_000
DATABASE_NEEDS = 1_000_000

FULL = {errno.ENOSPC, errno.EDQUOT}
UNABLE = {errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL}
KEEP_SIZE = 1  # FALLOC_FL_KEEP_SIZE (linux/falloc.h)
_libc = ctypes.CDLL(None, use_errno=True)


def reserve_file(cell: CellDirectory) -> Path:
    """Where the second part of the spool's stands."""
    return cell.spool / "reserve"


def reserve_held(cell: CellDirectory) -> int:
    """Bytes that it holds now."""
    return _held(reserve_file(cell))


def keep_reserve(cell: CellDirectory, size: int) -> int:
    """Make both parts what they should be, as far as the disk allows; bytes that the second holds afterwards."""
    if spool_folder(cell).is_dir():
        _give_back(cell)
        while not _allocate_ahead(cell):
            if not release_reserve(cell, AHEAD):
                break
    return _keep(reserve_file(cell), size)


def release_reserve(cell: CellDirectory, size: int) -> int:
    """Give up so much of the second part; the bytes that the disk gained by it."""
    return _release(reserve_file(cell), size)


def keep_database_reserve(directory: Path) -> int:
    """Keep the database's reserve, or give it up where its disk is full; bytes that it holds afterwards."""
    file = directory / "reserve"
    if room_of(directory).free < DATABASE_NEEDS:
        _release(file, DATABASE_RESERVE)
        return 0
    return _keep(file, DATABASE_RESERVE)


def make_room(cell: CellDirectory, size: int) -> None:
    """On a full disk, give up so much of the spool's that something else can be written that must be."""
    here = room_of(cell.path)
    if here.free < size and here.device == room_of(cell.spool).device:
        release_reserve(cell, size)


def _held(file: Path) -> int:
    with suppress(OSError):
        return file.lstat().st_size
    return 0


def _keep(file: Path, size: int) -> int:
    held = _held(file)
    if held < size and room_of(file.parent).free >= size - held + size // COMFORT:
        _grow(file, size)
    elif held > size:
        os.truncate(file, size)
    return _held(file)


def _release(file: Path, size: int) -> int:
    held = _held(file)
    given = min(held, size)
    if given:
        os.truncate(file, held - given)
    return given


def _allocate_ahead(cell: CellDirectory) -> bool:
    """Allocate behind the end of the file in use; False where the disk is full."""
    try:
        with open_spool(cell) as descriptor:
            about = os.fstat(descriptor)
            if about.st_blocks * BLOCK - about.st_size < AHEAD // 2:
                _fallocate(descriptor, about.st_size, AHEAD)
    except OSError as error:
        if error.errno in FULL:
            return False
        if error.errno not in UNABLE:
            raise
    return True


def _give_back(cell: CellDirectory) -> None:
    """Free what is still allocated behind the ends of files that are complete."""
    for path in complete_files(cell):
        with suppress(FileNotFoundError):
            about = path.stat()
            if about.st_blocks * BLOCK - about.st_size > AHEAD // 8:
                os.truncate(path, about.st_size)


def _fallocate(descriptor: int, offset: int, length: int) -> None:
    done = _libc.fallocate(descriptor, KEEP_SIZE, ctypes.c_int64(offset), ctypes.c_int64(length))
    if done != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), SPOOL)


def _grow(file: Path, size: int) -> None:
    """All at once, or not at all."""
    held = _held(file)
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        os.posix_fallocate(descriptor, held, size - held)
    except OSError as error:
        os.ftruncate(descriptor, held)
        if error.errno not in FULL:
            raise
    finally:
        os.close(descriptor)
