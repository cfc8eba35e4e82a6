"""Unpack Debian packages into a directory of our own, without root and without their scripts."""

import os
import re
import stat
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tongdai.domain.message import say
from tongdai.engine.installed import Package
from tongdai.engine.machine import no_space
from tongdai.engine.port import EngineError
from tongdai.engine.progress import Progress, Report

SECONDS_FOR_ONE = 300
FOR_ALL_TO_READ = 0o644
FOR_ALL_TO_RUN = 0o755


def unpack(files: Mapping[Package, Path], root: Path, report: Report) -> None:
    """Unpack every package into `root`, then open it to the engine's unprivileged user."""
    root.mkdir()
    for done, (package, file) in enumerate(sorted(files.items()), start=1):
        _unpack_one(package, file, root)
        report(Progress("unpack", done, len(files)))
    open_for_reading(root)


def _unpack_one(package: Package, file: Path, root: Path) -> None:
    command = ["setpriv", "--pdeathsig", "KILL", "dpkg-deb", "--extract", str(file), str(root)]
    answer = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False,
                            timeout=SECONDS_FOR_ONE, stdin=subprocess.DEVNULL, env={**os.environ, "LC_ALL": "C.UTF-8"})
    if answer.returncode != 0:
        raise unpacking_failed(package.name, answer.stderr, root)


def unpacking_failed(name: str, words: str, root: Path) -> EngineError:
    """The sentence for what dpkg and tar printed."""
    if re.search(r"No space left|Wrote only", words):
        return no_space(root)
    detail = (words.strip().splitlines() or ["no reason given"])[-1]
    return EngineError(say("Package {name} cannot be unpacked: {detail}. Run the installation again.",
                           name=name, detail=detail[:300]))


def open_for_reading(root: Path) -> None:
    """Let everybody read and nobody gain rights: no set-user-id bit of a foreign system stays."""
    root.chmod(FOR_ALL_TO_RUN)
    for directory, directories, files in os.walk(root):
        for name in directories + files:
            path = Path(directory, name)
            mode = path.lstat().st_mode
            if not stat.S_ISLNK(mode):
                path.chmod(FOR_ALL_TO_RUN if mode & stat.S_IXUSR else FOR_ALL_TO_READ)
