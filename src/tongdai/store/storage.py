"""What the database takes of its disk, and what the recordings of each tenant take: counted, never searched for."""

from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction
from django.db.models import Count, F, Sum

from tongdai.domain.recording import RecordingState
from tongdai.store import models
from tongdai.store.connection import sqlite_path
from tongdai.store.tenancy import everywhere, within

ON_DISK = (RecordingState.KEPT, RecordingState.ERASED)


@dataclass(frozen=True, slots=True)
class RecordingsUse:
    """How many recordings are kept, and how large they are, in bytes."""

    count: int = 0
    size: int = 0


def database_file() -> Path | None:
    """The database's file; None where a server keeps it."""
    return sqlite_path(str(connection.settings_dict["NAME"])) if connection.vendor == "sqlite" else None


def database_use() -> int:
    """Bytes that the database takes, without what it has freed within its file and will use again."""
    file = database_file()
    with connection.cursor() as cursor:
        if file is None:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
        numbers = []
        for pragma in ("page_count", "freelist_count", "page_size"):
            cursor.execute(f"PRAGMA {pragma}")
            numbers.append(int(cursor.fetchone()[0]))
    pages, free, size = numbers
    journal = file.with_name(f"{file.name}-wal")
    return (pages - free) * size + (journal.stat().st_size if journal.is_file() else 0)


def count_recording(key: str, count: int, size: int) -> None:
    """A recording's file has come (1, its size) or gone (-1, minus its size); in the transaction that says so."""
    with within(key):
        models.RecordingUse.objects.get_or_create(tenant_id=key)
        models.RecordingUse.objects.update(count=F("count") + count, size=F("size") + size)


def read_recordings_use(key: str) -> RecordingsUse:
    """What a tenant's recordings take."""
    with within(key):
        row = models.RecordingUse.objects.first()
    return RecordingsUse(row.count, row.size) if row else RecordingsUse()


def recordings_size() -> int:
    """What all recordings take."""
    with everywhere():
        return int(models.RecordingUse.objects.aggregate(total=Sum("size"))["total"] or 0)


def recount_recordings() -> None:
    """Count anew, from the rows of recordings: whatever went wrong with the counting is right again after this."""
    with everywhere(), transaction.atomic():
        list(models.RecordingUse.objects.select_for_update())
        rows = models.Recording.objects.filter(state__in=ON_DISK, size__gt=0).order_by()
        found = list(rows.values_list("tenant_id").annotate(Count("id"), Sum("size")))
        models.RecordingUse.objects.all().delete()
        models.RecordingUse.objects.bulk_create(
            models.RecordingUse(tenant_id=key, count=count, size=size) for key, count, size in found)
