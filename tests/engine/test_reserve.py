"""Room that is kept for call events: on a full disk they go on being written; with room on it, it is kept again."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from smalldisk import way_to_mount
from tongdai.engine.cell import CellDirectory
from tongdai.engine.reserve import AHEAD, keep_database_reserve, keep_reserve, release_reserve, reserve_held
from tongdai.engine.spool import add_line, prepare_spool, read_spool, seal_spool, spool_folder

SOURCE = Path(__file__).resolve().parents[2] / "src"
SIZE = 8 * 1024 * 1024
ON_A_SMALL_DISK = """
import subprocess, sys
from contextlib import suppress
from pathlib import Path
from tongdai.engine.cell import CellDirectory
from tongdai.engine.disk import room_of
from tongdai.engine.reserve import keep_reserve, reserve_held
from tongdai.engine.spool import prepare_spool, spool_folder

disk = Path(sys.argv[1])
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", disk], check=True)
cell = CellDirectory(disk)
cell.spool.mkdir(), cell.log.mkdir()
prepare_spool(cell)
keep_reserve(cell, 8 * 1024 * 1024)
with (disk / "filler").open("wb", buffering=0) as filler, suppress(OSError):
    while True:
        filler.write(bytes(4096))
assert room_of(disk).free == 0
line, written = b"x" * 199 + b"\\n", 0
with suppress(OSError):
    while True:
        with (spool_folder(cell) / "calls.tsv").open("ab", buffering=0) as file:
            written += file.write(line)
        if written % 100_000 == 0:
            keep_reserve(cell, 8 * 1024 * 1024)
print(written, reserve_held(cell), (spool_folder(cell) / "calls.tsv").stat().st_size == written, end=" ")
(disk / "filler").unlink()
print(keep_reserve(cell, 8 * 1024 * 1024))
"""


@pytest.fixture
def cell(tmp_path: Path) -> CellDirectory:
    """A cell with an empty spool."""
    cell = CellDirectory(tmp_path)
    cell.spool.mkdir()
    cell.log.mkdir()
    prepare_spool(cell)
    return cell


def taken(cell: CellDirectory) -> int:
    """Bytes of the disk that belong to the file in use."""
    return (spool_folder(cell) / "calls.tsv").stat().st_blocks * 512


def test_room_is_kept_behind_the_events_and_beside_them(cell: CellDirectory):
    assert keep_reserve(cell, SIZE) == SIZE

    assert taken(cell) >= AHEAD
    assert (spool_folder(cell) / "calls.tsv").stat().st_size == 0
    assert keep_reserve(cell, SIZE) == SIZE


def test_events_are_read_as_if_nothing_were_kept(cell: CellDirectory):
    keep_reserve(cell, SIZE)
    add_line(cell, "one\n")
    keep_reserve(cell, SIZE)
    add_line(cell, "two\n")

    assert [each.text for each in read_spool(cell, "", 10)] == ["one", "two"]


def test_a_file_to_which_nothing_is_added_any_more_gives_its_room_back(cell: CellDirectory):
    add_line(cell, "one\n")
    keep_reserve(cell, SIZE)
    seal_spool(cell)
    add_line(cell, "two\n")
    keep_reserve(cell, SIZE)

    [sealed] = spool_folder(cell).glob("calls.*.tsv")
    assert sealed.stat().st_blocks * 512 < AHEAD // 4
    assert sealed.read_text() == "one\n"


def test_a_reserve_follows_the_setting(cell: CellDirectory):
    keep_reserve(cell, SIZE)

    assert keep_reserve(cell, SIZE // 2) == SIZE // 2
    assert release_reserve(cell, SIZE) == SIZE // 2
    assert reserve_held(cell) == 0
    assert keep_reserve(cell, SIZE) == SIZE


def test_the_database_has_a_reserve_too(tmp_path: Path):
    assert keep_database_reserve(tmp_path) > 0
    assert (tmp_path / "reserve").stat().st_blocks > 0


@pytest.mark.wet
def test_on_a_full_disk_events_are_written_until_the_last_byte_of_the_reserve(tmp_path: Path):
    way, disk = way_to_mount(tmp_path), tmp_path / "disk"
    disk.mkdir()

    done = subprocess.run([*way, sys.executable, "-c", ON_A_SMALL_DISK, disk], capture_output=True, text=True,
                          check=False, timeout=60, env={**os.environ, "PYTHONPATH": str(SOURCE)})

    if way:
        written, held, is_whole, again = done.stdout.split()
        assert int(written) > 9_000_000, done.stderr
        assert (held, is_whole, int(again)) == ("0", "True", SIZE)
