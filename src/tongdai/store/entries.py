"""Journal entries as they are read back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from tongdai.domain.difference import Action, Change
from tongdai.store import models
from tongdai.store.tenancy import everywhere, within


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalRow:
    """One thing that was changed on one occasion; `changes` can say itself in words."""

    at: datetime
    who: str
    why: str
    surface: str
    tenant: str | None
    changes: tuple[Change, ...]


_COLUMNS = ("at", "who", "why", "surface", "action", "noun", "name", "before", "after", "tenant_id")


def count_entries(key: str | None) -> int:
    """How many entries there are for a tenant, or in all."""
    with within(key) if key else everywhere():
        return models.JournalEntry.objects.count()


def read_entries(key: str | None, first: int, last: int) -> list[JournalRow]:
    """Some entries, the newest first."""
    handles: dict[str, str] = dict(models.Tenant.objects.values_list("key", "handle"))
    with within(key) if key else everywhere():
        rows: QuerySet[Any, Any] = models.JournalEntry.objects.order_by("-at", "-id").values_list(*_COLUMNS)
        return [_row(row, handles) for row in rows[first:last]]


def _row(row: tuple[Any, ...], handles: dict[str, str]) -> JournalRow:
    at, who, why, surface, action, noun, name, before, after, key = row
    return JournalRow(at=at, who=who, why=why, surface=surface, tenant=handles.get(key) if key else None,
                      changes=_changes(Action(action), noun, name, before, after))


def _changes(action: Action, noun: str, name: str, before: dict[str, str], after: dict[str, str]) -> tuple[Change, ...]:
    if action is not Action.CHANGED:
        return (Change(action, noun, name, "", before.get("name", ""), after.get("name", "")),)
    return tuple(Change(action, noun, name, field, before.get(field, ""), after.get(field, ""))
                 for field in dict.fromkeys((*before, *after)))
