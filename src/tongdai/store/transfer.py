"""Everything in one database into another, in one transaction there, and proved to be the same."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import DataError, connections, transaction
from django.db.models import Model, QuerySet

from tongdai.store.canonical import line_of

TARGET = "target"
"""Django's name of the database that things are moved to, while they are."""

BATCH = 1000
_ALL_HASHES = 2**256

Report = Callable[[str, int, int], None]
"""Told the table, how many of its rows are done, and how many there are."""


class NotEqualError(Exception):
    """What was read back is not what was written; the argument names the table."""


class UnfitRowError(Exception):
    """A row that the other database cannot keep; the arguments are the table and the library's words."""


@dataclass(frozen=True, slots=True)
class TableDigest:
    """A table's rows, whatever their order: how many, and the sum of their digests."""

    table: str
    rows: int
    digest: str


@dataclass
class _Sum:
    """Adds up the digests of rows, so that no order is needed, which databases may see differently."""

    rows: int = 0
    total: int = 0

    def add(self, row: dict[str, Any]) -> None:
        self.rows += 1
        self.total = (self.total + int.from_bytes(hashlib.sha256(line_of(row).encode()).digest())) % _ALL_HASHES

    def of(self, table: str) -> TableDigest:
        return TableDigest(table, self.rows, f"{self.total:064x}")


@contextmanager
def second_database(entry: dict[str, Any]) -> Iterator[None]:
    """In here there is a second database, called TARGET."""
    databases = {"default": connections.settings["default"], TARGET: entry}
    connections.settings[TARGET] = connections.configure_settings(databases)[TARGET]
    try:
        yield
    finally:
        connections[TARGET].close()
        del connections[TARGET]
        del connections.settings[TARGET]


def is_empty(using: str) -> bool:
    """Whether no table of ours has a row there; tables need not be there at all."""
    with connections[using].cursor() as cursor:
        present = set(connections[using].introspection.table_names(cursor))
    return not any(_rows(table, using).exists() for table in _tables() if _name(table) in present)


def digest_all(using: str, report: Report) -> tuple[TableDigest, ...]:
    """The digest of every table."""
    return tuple(_digest(table, using, report) for table in _tables())


def copy_all(report: Report) -> tuple[TableDigest, ...]:
    """Write everything into the empty tables of TARGET, read it back, and keep it only if it is the same.

    Nobody can write to the present database meanwhile; it is left as it is. A process that is killed anywhere leaves
    the other one empty, or whole.
    """
    with _still("default"), transaction.atomic(TARGET):
        _wait_long(TARGET)
        written = [_copy(table, report) for table in _tables()]
        for table, digest in zip(_tables(), written, strict=True):
            if _digest(table, TARGET, report) != digest:
                raise NotEqualError(digest.table)
        for statement in connections[TARGET].ops.sequence_reset_sql(no_style(), _tables()):
            with connections[TARGET].cursor() as cursor:
                cursor.execute(statement)
    return tuple(written)


def _copy(table: type[Model], report: Report) -> TableDigest:
    total = _rows(table, "default").count()
    names, found = _names(table), _Sum()
    for some in _batches(_values(table, "default")):
        for row in some:
            found.add(row)
        try:
            _rows(table, TARGET).bulk_create([table(**{name: row[name] for name in names}) for row in some], BATCH)
        except (ValueError, DataError) as error:
            raise UnfitRowError(_name(table), str(error)) from error
        report(_name(table), found.rows, total)
    return found.of(_name(table))


def _digest(table: type[Model], using: str, report: Report) -> TableDigest:
    total, found = _rows(table, using).count(), _Sum()
    for some in _batches(_values(table, using)):
        for row in some:
            found.add(row)
        report(_name(table), found.rows, total)
    return found.of(_name(table))


def _tables() -> list[type[Model]]:
    return sorted((each for each in apps.get_models(include_auto_created=True) if _is_ours(each)),
                  key=lambda each: _name(each))


def _rows(table: type[Model], using: str) -> "QuerySet[Model]":
    """All rows: neither a tenant nor a change is asked for here."""
    return QuerySet(table, using=using)


def _values(table: type[Model], using: str) -> Iterator[dict[str, Any]]:
    return iter(_rows(table, using).order_by("pk").values(*_names(table)).iterator(chunk_size=BATCH))


def _names(table: type[Model]) -> list[str]:
    return [each.attname for each in table._meta.concrete_fields]  # noqa: SLF001 -- Django's public name of it


def _name(table: type[Model]) -> str:
    return table._meta.db_table  # noqa: SLF001


def _is_ours(table: type[Model]) -> bool:
    return table._meta.managed  # noqa: SLF001


def _batches(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    rows = iter(rows)
    while some := list(islice(rows, BATCH)):
        yield some


@contextmanager
def _still(using: str) -> Iterator[None]:
    """Read a database as it stands while nobody can write to it."""
    with transaction.atomic(using):
        if connections[using].vendor == "postgresql":
            tables = ", ".join(connections[using].ops.quote_name(_name(each)) for each in _tables())
            with connections[using].cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                cursor.execute(f"LOCK TABLE {tables} IN SHARE MODE")
            _wait_long(using)
        yield


def _wait_long(using: str) -> None:
    """A transaction that copies a large log may take its time, and be idle while the other end works."""
    if connections[using].vendor == "postgresql":
        with connections[using].cursor() as cursor:
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute("SET LOCAL statement_timeout = 0")
