"""Incidents as they are kept: each filed once under its id, whoever tells of it and however often."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.db import transaction

from tongdai.domain.incident import Incident, IncidentKind
from tongdai.store import models
from tongdai.store.tenancy import everywhere

KEPT = 5000


def write_incident(incident: Incident) -> bool:
    """File an incident, or add what is known of it by now; True where it was not known at all."""
    with transaction.atomic():
        row = models.Incident.objects.select_for_update().filter(id=incident.id).first()
        if row is None:
            models.Incident.objects.create(
                id=incident.id, kind=incident.kind.value, cell=incident.cell, began=incident.began,
                ended=incident.ended, details=dict(incident.details), affected=dict(incident.affected),
                evidence=incident.evidence)
            return True
        row.ended = row.ended or incident.ended
        row.details, row.affected = {**row.details, **incident.details}, {**row.affected, **incident.affected}
        row.evidence = incident.evidence or row.evidence
        row.save()
        return False


def end_incidents(cell: str, which: str | IncidentKind, at: datetime) -> int:
    """End the open incident of this id, or all open ones of this kind; how many that were."""
    rows = models.Incident.objects.filter(ended=None)
    rows = rows.filter(kind=which.value, cell=cell) if isinstance(which, IncidentKind) else rows.filter(id=which)
    return rows.update(ended=at)


def read_incident(incident_id: str) -> Incident | None:
    """One incident, or None."""
    row = models.Incident.objects.filter(id=incident_id).first()
    return _incident(row) if row else None


def open_incidents(kind: IncidentKind | None = None) -> list[Incident]:
    """Incidents that have not ended, the newest first."""
    rows = models.Incident.objects.filter(ended=None)
    return _incidents(rows.filter(kind=kind.value) if kind else rows)


def count_incidents() -> int:
    """How many are kept."""
    return models.Incident.objects.count()


def read_incidents(first: int, last: int) -> list[Incident]:
    """Some of them, the newest first."""
    return [_incident(row) for row in models.Incident.objects.order_by("-began", "-id")[first:last]]


def forget_incidents() -> int:
    """Drop the oldest beyond what is kept; an alarm stays whatever its age."""
    oldest = models.Incident.objects.exclude(ended=None).order_by("-began", "-id").values_list("id", flat=True)[KEPT:]
    return models.Incident.objects.filter(id__in=list(oldest)).delete()[0]


def cut_calls(boot: str) -> dict[str, int]:
    """How many calls the end of this start of the engine cut off, by tenant key."""
    with everywhere():
        rows = models.Call.objects.filter(id__gt=f"{boot}-", id__lt=f"{boot}.", outcome="interrupted")
        counts: dict[str, int] = {}
        for key in rows.values_list("tenant_id", flat=True):
            counts[key] = counts.get(key, 0) + 1
    return counts


def name_tenants(keys: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Handle and name of those of these tenants that there still are."""
    rows = models.Tenant.objects.filter(key__in=list(keys)).values_list("key", "handle", "name")
    return {key: (handle, name) for key, handle, name in rows}


def _incidents(rows: Iterable[models.Incident]) -> list[Incident]:
    return sorted(map(_incident, rows), key=lambda each: (each.began, each.id), reverse=True)


def _incident(row: models.Incident) -> Incident:
    return Incident(id=row.id, kind=IncidentKind(row.kind), cell=row.cell, began=row.began.astimezone(UTC),
                    ended=row.ended.astimezone(UTC) if row.ended else None, details=row.details,
                    affected=row.affected, evidence=row.evidence)
