"""Incidents that the supervisor noticed, one durable file each, until they are filed: it needs no database."""

import json
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tongdai.domain.incident import Incident, IncidentKind
from tongdai.engine.cell import CellDirectory
from tongdai.engine.durable import replace_durably
from tongdai.engine.reserve import make_room

MOST_KEPT = 500
ROOM_TO_KEEP = 100_000
_NAME = re.compile(r"[a-z0-9-]{1,64}")
_FILE = re.compile(r"[a-z0-9-]{1,64}\.[0-9]{1,20}\.json")


def mint_incident(cell: str, began: datetime) -> str:
    """An id that no incident had before, and that sorts by time."""
    return f"{cell}-{began:%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"


def keep_incident(cell: CellDirectory, incident: Incident) -> None:
    """Write down what is known of an incident; each time in a file of its own, so that nobody waits for who reads."""
    folder = _folder(cell)
    make_room(cell, ROOM_TO_KEEP)
    folder.mkdir(mode=0o750, exist_ok=True)
    replace_durably(folder / f"{incident.id}.{time.time_ns()}.json", json.dumps(_record(incident)), 0o640)
    for path in sorted(folder.glob("*.json"))[:-MOST_KEPT]:
        path.unlink(missing_ok=True)


def kept_incidents(cell: CellDirectory) -> Iterator[tuple[Incident, str]]:
    """What waits to be filed, in the order in which it was told, each with the name to forget it by."""
    for path in sorted(_folder(cell).glob("*.json")):
        with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            yield _incident(json.loads(path.read_text(encoding="utf-8"))), path.name


def forget_incident(cell: CellDirectory, name: str) -> None:
    """Take away what was filed."""
    if _FILE.fullmatch(name):
        (_folder(cell) / name).unlink(missing_ok=True)


def _folder(cell: CellDirectory) -> Path:
    return cell.path / "incidents"


def _record(incident: Incident) -> dict[str, Any]:
    return {"id": incident.id, "kind": incident.kind.value, "cell": incident.cell, "began": incident.began.isoformat(),
            "ended": incident.ended.isoformat() if incident.ended else None, "details": dict(incident.details),
            "affected": dict(incident.affected), "evidence": incident.evidence}


def _incident(record: dict[str, Any]) -> Incident:
    if _NAME.fullmatch(record["id"]) is None:
        raise ValueError(record["id"])
    ended = record["ended"]
    return Incident(
        id=record["id"], kind=IncidentKind(record["kind"]), cell=str(record["cell"]), began=_time(record["began"]),
        ended=_time(ended) if ended else None, evidence=str(record["evidence"]),
        details={str(name): str(value) for name, value in record["details"].items()},
        affected={str(key): int(count) for key, count in record["affected"].items()})


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
