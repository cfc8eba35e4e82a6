"""One change after the other, whichever the database: whoever changes the house has it for themselves meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections, transaction

_LOCK = 0x746F6E67646169
"""The number of the lock that PostgreSQL knows changes by: "tongdai" in letters."""


@contextmanager
def one_change() -> Iterator[None]:
    """A transaction that no other change runs beside: what it reads stays true until it is written.

    SQLite locks the whole file at the beginning of any transaction; PostgreSQL would let two changes read the same and
    each write its own, so there they wait for a lock that belongs to the transaction and goes with it.
    """
    with transaction.atomic():
        wait_for_changes()
        yield


def wait_for_changes(using: str = "default") -> None:
    """Inside a transaction: wait until no other change is under way, and let none begin before its end."""
    database = connections[using]
    if database.vendor == "postgresql":
        with database.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
