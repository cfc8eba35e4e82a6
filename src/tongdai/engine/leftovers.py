"""Processes that a killed supervisor left, found by what they were started with, which no kill can forget."""

import os
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path

from tongdai.engine.cell import CellDirectory
from tongdai.engine.process import ProcessMark, mark_process

MARKER = "SUPERVISED_BY_TONGDAI"
"""Not `TONGDAI_...`: those are settings, and one that there is not is refused."""


def marked_environment(data: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of a process that is looked after for this data directory."""
    return {**environment, MARKER: str(data.resolve())}


def marked_processes(data: Path) -> list[ProcessMark]:
    """Processes that somebody looked after for this data directory, without ourselves."""
    wanted = f"{MARKER}={data.resolve()}".encode()
    return list(_processes("environ", lambda parts: wanted in parts))


def engines_of(cell: CellDirectory) -> list[ProcessMark]:
    """Engines that were started on this cell's configuration."""
    wanted = [b"-C", str(cell.configuration).encode()]
    return list(_processes("cmdline", lambda parts: wanted in (list(pair) for pair in pairwise(parts))))


def _processes(file: str, is_wanted: Callable[[list[bytes]], bool]) -> Iterator[ProcessMark]:
    for each in Path("/proc").iterdir():
        if not each.name.isdigit() or int(each.name) == os.getpid():
            continue
        try:
            parts = (each / file).read_bytes().split(b"\0")
        except OSError:  # gone, or somebody else's
            continue
        mark = mark_process(int(each.name)) if is_wanted(parts) else None
        if mark is not None:
            yield mark
