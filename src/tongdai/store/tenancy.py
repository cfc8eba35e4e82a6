"""No query without a tenant in scope: tables of tenants' data raise unless somebody said whose data is meant."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db import models

from tongdai.store.journal import require_change

_EVERYWHERE = "*"
_scope: ContextVar[str] = ContextVar("tenant in scope", default="")


class NoTenantError(RuntimeError):
    """A broken promise: tenants' data was asked for without saying whose."""


@contextmanager
def within(tenant_key: str) -> Iterator[None]:
    """Queries in here see the data of this tenant and of no other."""
    with _scoped(tenant_key or "-"):
        yield


@contextmanager
def everywhere() -> Iterator[None]:
    """Queries in here see all tenants: for publishing and for the operator."""
    with _scoped(_EVERYWHERE):
        yield


@contextmanager
def _scoped(scope: str) -> Iterator[None]:
    token = _scope.set(scope)
    try:
        yield
    finally:
        _scope.reset(token)


Row = TypeVar("Row", bound=models.Model)


class JournalledQuerySet(models.QuerySet[Row]):
    """A query set that writes inside a change only."""

    def update(self, **values: Any) -> int:
        """Change rows, inside a change."""
        require_change(self.model.__name__)
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete rows, inside a change."""
        require_change(self.model.__name__)
        return super().delete()

    def bulk_create(self, objs: Any, *args: Any, **options: Any) -> list[Row]:
        """Add rows, inside a change."""
        require_change(self.model.__name__)
        return super().bulk_create(objs, *args, **options)

    def bulk_update(self, objs: Any, fields: Any, batch_size: int | None = None) -> int:
        """Change rows, inside a change."""
        require_change(self.model.__name__)
        return super().bulk_update(objs, fields, batch_size)


Rows = TypeVar("Rows", bound="models.QuerySet[Any]")


def _in_scope(rows: Rows) -> Rows:
    """The rows of the tenant in scope; raises where there is none."""
    scope = _scope.get()
    if not scope:
        raise NoTenantError(f"{rows.model.__name__} was asked for without a tenant in scope; "
                            f"use tenancy.within(key) or tenancy.everywhere().")
    return rows if scope == _EVERYWHERE else rows.filter(tenant_id=scope)


class ScopedManager(models.Manager[Row]):
    """Rows of the tenant in scope; raises where there is none. The model names its tenant in `tenant`."""

    def get_queryset(self) -> JournalledQuerySet[Row]:
        """The rows in scope."""
        rows: JournalledQuerySet[Row] = JournalledQuerySet(self.model, using=self._db)
        return _in_scope(rows)


class FactManager(models.Manager[Row]):
    """As ScopedManager, for what the engine tells: nobody changes it, so nothing is journalled."""

    def get_queryset(self) -> models.QuerySet[Row]:
        """The rows in scope."""
        return _in_scope(super().get_queryset())


class Journalled(models.Model):
    """A table that is written inside a change only."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        """Write this row, inside a change."""
        require_change(type(self).__name__)
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        """Delete this row, inside a change."""
        require_change(type(self).__name__)
        return super().delete(*args, **options)


class TenantData(Journalled):
    """A table whose rows belong to one tenant each; it declares `objects = ScopedManager[...]()`."""

    class Meta:
        abstract = True
