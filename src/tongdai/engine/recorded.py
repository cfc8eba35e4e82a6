"""What the engine recorded, part by part, and its note of the tenants whose new calls are not recorded."""

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from tongdai.compiler import STOPPED
from tongdai.domain.message import say
from tongdai.engine.astdb import read_family, write_family
from tongdai.engine.boot import running_boot
from tongdai.engine.cell import CellDirectory, disk_error
from tongdai.engine.console import ConsoleSilentError, ask_console
from tongdai.engine.locks import hold
from tongdai.engine.port import EngineError

SECONDS_TO_WAIT = 30.0
LONGEST_RING = 3600.0
_KEY = re.compile(r"[a-z][a-z0-9]{0,31}")
_FILE = re.compile(r"[0-9a-z][0-9a-z.-]{0,119}\.raw")
_ROW = re.compile(rf"/{STOPPED}/([a-z0-9]+) *:")


def recorded_part(cell: CellDirectory, tenant_key: str, file: str) -> Path:
    """Where a part of a recording lies. Raises EngineError where no engine of ours can have named it so."""
    check_part(tenant_key, file)
    return cell.monitor / tenant_key / file


def recorded_parts(monitor: Path) -> Iterator[tuple[str, str]]:
    """Tenant key and file of every part below a directory; no link is followed, and other names are passed over."""
    for folder in _entries(monitor):
        if folder.is_dir(follow_symlinks=False) and _KEY.fullmatch(folder.name):
            for each in _entries(Path(folder.path)):
                if each.is_file(follow_symlinks=False) and _FILE.fullmatch(each.name):
                    yield folder.name, each.name


def _entries(directory: Path) -> Iterator["os.DirEntry[str]"]:
    try:
        with os.scandir(directory) as found:
            yield from found
    except FileNotFoundError:
        return


def discard_part(cell: CellDirectory, tenant_key: str, file: str) -> None:
    """Delete a part; that it is gone already is as good."""
    path = recorded_part(cell, tenant_key, file)
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise disk_error(error, path) from error


def sweep_silence(cell: CellDirectory, now: float) -> None:
    """Delete parts without a sample that are older than any ring: those of calls that nobody answered.

    The engine makes the file as soon as the part is named, not when both sides are joined (app_mixmonitor.c, 22.10.1).
    """
    for path in cell.monitor.glob("*/*.raw"):
        with suppress(OSError):
            about = path.stat()
            if about.st_size == 0 and about.st_mtime < now - LONGEST_RING:
                path.unlink()


def stop_recording(cell: CellDirectory, keys: frozenset[str]) -> None:
    """From now on new calls of these tenants are not recorded, and those of all others are; a restart keeps that.

    The note is a row of the engine's own database: dialplan looks there. An engine that runs is told; the database of
    one that does not is written. The engine writes its own a second later (main/db.c, 22.10.1), so whoever must be
    sure that a kill in that second does not undo it says it again: that costs one question. Raises
    EngineError where neither is possible.
    """
    check_tenants(keys)
    try:
        with hold(cell.path / "deploy.lock", SECONDS_TO_WAIT):  # nobody starts or stops it meanwhile
            _tell(cell, keys) if running_boot(cell) is not None else write_family(cell, STOPPED, keys)
    except (ConsoleSilentError, sqlite3.DatabaseError) as error:
        raise EngineError(say("The engine could not be told whose calls are not recorded any more: {reason}. "
                              "It is tried again.", reason=str(error))) from error
    except OSError as error:
        raise disk_error(error, cell.state) from error


def stopped_recording(cell: CellDirectory) -> frozenset[str]:
    """The tenants whose new calls are not recorded, as the engine knows them."""
    try:
        return _held(cell) if running_boot(cell) is not None else read_family(cell, STOPPED)
    except (ConsoleSilentError, sqlite3.DatabaseError) as error:
        raise EngineError(say("The engine does not tell whose calls are not recorded: {reason}.",
                              reason=str(error))) from error


def check_part(tenant_key: str, file: str) -> None:
    """Raise EngineError where no engine of ours can have named a part so."""
    if _KEY.fullmatch(tenant_key) is None or _FILE.fullmatch(file) is None:
        raise EngineError(say("'{file}' is no part of a recording of tenant '{tenant}'; take the name from the call's "
                              "events.", file=file[:80], tenant=tenant_key[:40]))


def check_tenants(keys: frozenset[str]) -> None:
    """Raise EngineError where something among these is no tenant's key."""
    for key in sorted(keys):
        if _KEY.fullmatch(key) is None:
            raise EngineError(say("'{tenant}' is no tenant's key.", tenant=key[:40]))


def _tell(cell: CellDirectory, keys: frozenset[str]) -> None:
    held = _held(cell)
    for key in sorted(keys - held):
        ask_console(cell.run, f"database put {STOPPED} {key} 1")
    for key in sorted(held - keys):
        ask_console(cell.run, f"database del {STOPPED} {key}")
    if held != keys and _held(cell) != keys:
        raise ConsoleSilentError("the engine's database did not take it")


def _held(cell: CellDirectory) -> frozenset[str]:
    answer = ask_console(cell.run, f"database show {STOPPED}")
    return frozenset(found[1] for line in answer.splitlines() if (found := _ROW.match(line)))
