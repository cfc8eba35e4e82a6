"""What was proved: digests of the Builds that a scratch engine stood on, and what it made of the changed accounts."""

import json
from collections.abc import Mapping
from typing import Any

from tongdai.engine.cell import CellDirectory
from tongdai.engine.durable import replace_durably

KEPT = 20


def remember_proof(cell: CellDirectory, digest: str, version: str, details: Mapping[str, str]) -> None:
    """Write down that a Build was proved on a version of the engine."""
    proofs = [each for each in _read(cell) if each["digest"] != digest]
    proofs.append({"digest": digest, "version": version, "details": dict(details)})
    replace_durably(cell.path / "proofs.json", json.dumps(proofs[-KEPT:]), 0o600)


def proved_details(cell: CellDirectory, digest: str, version: str) -> Mapping[str, str] | None:
    """What the scratch engine said of the changed accounts; None for a Build that was not proved on this version."""
    for each in _read(cell):
        if each["digest"] == digest and each["version"] == version:
            return {str(name): str(value) for name, value in each["details"].items()}
    return None


def _read(cell: CellDirectory) -> list[dict[str, Any]]:
    try:
        record = json.loads((cell.path / "proofs.json").read_text(encoding="utf-8"))
        return [each for each in record if {"digest", "version", "details"} <= each.keys()]
    except (OSError, ValueError, TypeError, AttributeError):
        return []
