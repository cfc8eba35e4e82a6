"""Cell directories: where one engine's configuration, state and traces stand, and whom they belong to."""

import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tongdai.domain.message import say
from tongdai.engine.console import LONGEST_PATH, SOCKET
from tongdai.engine.port import EngineError
from tongdai.settings import Settings

READ_ONLY, WRITABLE = 0o750, 0o770


@dataclass(frozen=True, slots=True)
class CellDirectory:
    """Paths of one cell, and the user the engine runs under (None: whoever we are)."""

    path: Path
    uid: int | None = None

    @property
    def generations(self) -> Path:
        """One directory per deployed Build; the engine can read and not write them."""
        return self.path / "generations"

    @property
    def current(self) -> Path:
        """A link to the generation in force: the engine's configuration directory."""
        return self.path / "current"

    @property
    def instance(self) -> Path:
        """What belongs to one boot: ports, paths, certificate."""
        return self.path / "instance"

    @property
    def state(self) -> Path:
        """The engine's own database and keys."""
        return self.path / "state"

    @property
    def run(self) -> Path:
        """Control socket and process id."""
        return self.path / "run"

    @property
    def spool(self) -> Path:
        """Call events and clock jumps."""
        return self.path / "spool"

    @property
    def monitor(self) -> Path:
        """What the engine records, below a directory of each tenant; it takes `monitor` to lie below its spool."""
        return self.spool / "monitor"

    @property
    def log(self) -> Path:
        """What the engine says."""
        return self.path / "log"

    @property
    def share(self) -> Path:
        """The engine's read-only data, put together from links."""
        return self.path / "share"

    @property
    def scratch(self) -> Path:
        """Engines that are booted to prove a Build; empty between proofs."""
        return self.path / "scratch"

    @property
    def configuration(self) -> Path:
        """The file an engine is started with."""
        return self.instance / "asterisk.conf"


def cell_directory(settings: Settings) -> CellDirectory:
    """Where the cell of these settings stands."""
    uid = settings.engine_uid if os.geteuid() == 0 else None
    return CellDirectory(settings.data / "cells" / settings.cell, uid)


def prepare_cell(cell: CellDirectory) -> None:
    """Create what is missing, give it to the right user. Raises EngineError where the engine could not get there."""
    _check_length(cell)
    try:
        cell.path.mkdir(parents=True, exist_ok=True)
        for path in (cell.path, cell.generations, cell.instance, cell.share, cell.scratch):
            give(cell, path, READ_ONLY)
        for path in (cell.state, cell.run, cell.spool, cell.monitor, cell.log):
            give(cell, path, WRITABLE)
            if cell.uid is not None:
                os.chown(path, cell.uid, cell.uid)
    except OSError as error:
        raise disk_error(error, cell.path) from error
    if cell.uid is not None:
        _open_the_way(cell.path)
        check_way(cell.path, cell.uid)


def give(cell: CellDirectory, path: Path, mode: int) -> None:
    """Make a directory, if it is missing, that the engine's group reaches with this mode."""
    path.mkdir(exist_ok=True)
    if cell.uid is not None:
        os.chown(path, -1, cell.uid)
    path.chmod(mode)


def _check_length(cell: CellDirectory) -> None:
    longest = len(str(cell.scratch / ("x" * 12) / "run" / SOCKET).encode())
    if longest > LONGEST_PATH:
        raise EngineError(say("The data directory's path is {over} characters too long for the engine's control socket "
                              "({path}). Set 'data' to a shorter path.",
                              over=longest - LONGEST_PATH, path=str(cell.path)))


def _open_the_way(path: Path) -> None:
    """Let the engine's user pass through the directories above that are ours alone: the data directory, `cells`."""
    for each in (path.parent, path.parent.parent):
        mode = stat.S_IMODE(each.stat().st_mode)
        if each.stat().st_uid == os.geteuid() and not mode & stat.S_IXOTH and each.parent != each:
            with suppress(OSError):
                each.chmod(mode | stat.S_IXOTH)


def check_way(path: Path, uid: int) -> None:
    """Raise EngineError where a user cannot get to a directory."""
    for each in (*reversed(path.resolve().parents), path.resolve()):
        about = each.stat()
        bit = (stat.S_IXUSR if about.st_uid == uid else stat.S_IXGRP if about.st_gid == uid else stat.S_IXOTH)
        if not about.st_mode & bit:
            raise EngineError(say("The engine runs as user {uid}, who cannot enter {directory} on the way to {path}. "
                                  "Allow it with 'chmod o+x {directory}', or choose another place.",
                                  uid=uid, directory=str(each), path=str(path)))


def disk_error(error: OSError, path: Path) -> EngineError:
    """An error of the disk as one sentence."""
    if error.errno in {28, 122}:  # ENOSPC, EDQUOT
        return EngineError(say("The disk of {path} is full; nothing was changed. Free some space and try again.",
                               path=str(path)))
    return EngineError(say("{path} cannot be written ({reason}); nothing was changed. Correct the rights of the "
                           "directory or set 'data' to another one.",
                           path=str(error.filename or path), reason=error.strerror or "unknown error"))
