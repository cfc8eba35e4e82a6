"""A disk that fills up while packages are unpacked: one sentence, nothing half in use, and it can be repeated."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.debianarchive import run
from smalldisk import way_to_mount
from tongdai.engine.unpack import unpacking_failed

pytestmark = pytest.mark.wet
SOURCE = Path(__file__).resolve().parents[2] / "src"
ON_A_SMALL_DISK = """
import subprocess, sys
from pathlib import Path
from tongdai.engine import EngineError
from tongdai.engine.installed import Package
from tongdai.engine.unpack import unpack

disk, file = Path(sys.argv[1]), Path(sys.argv[2])
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], check=True)
try:
    unpack({Package("large", "1", "", 0): file}, disk / "root", print)
except EngineError as error:
    print(error)
"""


@pytest.mark.parametrize("words", ["tar: ./large: Wrote only 512 of 10240 bytes\ndpkg-deb: error: tar",
                                   "dpkg-deb: error: failed to write: No space left on device"])
def test_the_words_of_a_full_disk_are_known(words: str, tmp_path: Path) -> None:
    assert str(unpacking_failed("large", words, tmp_path)).startswith("There is not enough space left")


def test_a_disk_that_fills_up_is_told_in_one_sentence(tmp_path: Path) -> None:
    """On a real, small disk; a container that may not mount one has the test of the words above."""
    package, disk = _large_package(tmp_path), tmp_path / "disk"
    disk.mkdir()
    private = way_to_mount(disk)

    done = subprocess.run([*private, sys.executable, "-c", ON_A_SMALL_DISK, disk, package], capture_output=True,
                          text=True, check=False, timeout=60, env={**os.environ, "PYTHONPATH": str(SOURCE)})

    sentence = f"There is not enough space left in {disk}/root: 0 MB are free."
    assert not private or done.stdout.startswith(sentence), done.stdout + done.stderr


def _large_package(directory: Path) -> Path:
    tree = directory / "tree"
    (tree / "DEBIAN").mkdir(parents=True)
    (tree / "DEBIAN" / "control").write_text("Package: large\nVersion: 1\nArchitecture: all\n"
                                             "Maintainer: Test <test@localhost>\nDescription: made for a test\n")
    (tree / "large").write_bytes(os.urandom(3_000_000))
    run("dpkg-deb", "--root-owner-group", "-Znone", "--build", tree, directory / "large.deb")
    return directory / "large.deb"
