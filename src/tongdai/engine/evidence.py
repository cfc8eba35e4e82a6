"""Evidence of incidents: a directory each, below bounds of number and size; the oldest goes first."""

import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from tongdai.engine.cell import CellDirectory

MOST_DIRECTORIES = 20
LARGEST_FILE = 2 * 1024 * 1024
LARGEST_IN_ALL = 64 * 1024 * 1024
_INCIDENT = re.compile(r"[a-z0-9-]{1,64}")
_FILE = re.compile(r"[a-z][a-z0-9_-]{0,39}(?:\.[a-z0-9]{1,8})?")


def evidence_folder(cell: CellDirectory, incident_id: str) -> Path:
    """Where what was kept of one incident lies."""
    return _folder(cell) / incident_id


def keep_evidence(cell: CellDirectory, incident_id: str, name: str, data: bytes) -> None:
    """Keep one file of an incident: of what is too long, the end."""
    if not _INCIDENT.fullmatch(incident_id) or not _FILE.fullmatch(name):
        raise ValueError(f"{incident_id!r}/{name!r} is no name of evidence")
    folder = evidence_folder(cell, incident_id)
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o640)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data[-LARGEST_FILE:])


def bound_evidence(cell: CellDirectory) -> None:
    """Take away the oldest evidence beyond what is kept; that of the youngest incident stays."""
    if not _folder(cell).is_dir():
        return
    youngest_first = sorted((each for each in _folder(cell).iterdir() if each.is_dir()), reverse=True,
                            key=lambda each: each.stat().st_mtime)
    total = 0
    for index, folder in enumerate(youngest_first):
        total += sum(each.stat().st_size for each in folder.iterdir())
        if index and (index >= MOST_DIRECTORIES or total > LARGEST_IN_ALL):
            shutil.rmtree(folder, ignore_errors=True)


def list_evidence(cell: CellDirectory, incident_id: str) -> Mapping[str, int]:
    """Names and sizes of what was kept of an incident."""
    folder = evidence_folder(cell, incident_id)
    if not _INCIDENT.fullmatch(incident_id) or not folder.is_dir():
        return {}
    return {each.name: each.stat().st_size for each in sorted(folder.iterdir()) if _FILE.fullmatch(each.name)}


def read_evidence(cell: CellDirectory, incident_id: str, name: str) -> bytes | None:
    """One file of it; None where there is none, or none any more."""
    if not _INCIDENT.fullmatch(incident_id) or not _FILE.fullmatch(name):
        return None
    try:
        return (evidence_folder(cell, incident_id) / name).read_bytes()
    except FileNotFoundError:
        return None


def _folder(cell: CellDirectory) -> Path:
    return cell.path / "evidence"
