"""The supervisor's book of incidents: begun, added to and ended in files, for it needs no database."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

from tongdai.domain.incident import Incident, IncidentKind
from tongdai.engine.cell import CellDirectory
from tongdai.engine.incidents import keep_incident, mint_incident


class IncidentBook:
    """Writes incidents down; a full disk makes it forget, and nothing else stop."""

    def __init__(self, cell: CellDirectory, name: str) -> None:
        self._cell, self._name = cell, name

    def begin(self, kind: IncidentKind, **details: str) -> Incident:
        """Something went wrong just now. Its evidence, if any is kept, bears its id."""
        now = datetime.now(UTC)
        incident_id = mint_incident(self._name, now)
        return self._write(Incident(id=incident_id, kind=kind, cell=self._name, began=now, details=details,
                                    evidence=incident_id))

    def add(self, incident: Incident, **details: str) -> Incident:
        """More is known of it."""
        return self._write(replace(incident, details={**incident.details, **details}))

    def end(self, incident: Incident, **details: str) -> None:
        """It is over."""
        self._write(replace(incident, details={**incident.details, **details}, ended=datetime.now(UTC)))

    def _write(self, incident: Incident) -> Incident:
        with suppress(OSError):
            keep_incident(self._cell, incident)
        return incident
