"""Texts are ordered by their code points in every database, as Python and SQLite order them.

PostgreSQL orders by the language that its database was made for, which would turn pages of equal times, hide the first
numbers that begin alike from their index, and differ from server to server. Its collation "C" orders by code points.
"""

from django.db import connections

from tongdai.domain.message import Message, say

_COLUMNS = """
SELECT format('ALTER TABLE %I ALTER COLUMN %I TYPE %s COLLATE "C"', made.relname, part.attname,
              format_type(part.atttypid, part.atttypmod))
FROM pg_attribute AS part
JOIN pg_class AS made ON made.oid = part.attrelid AND made.relkind = 'r'
JOIN pg_collation AS present ON present.oid = part.attcollation
WHERE made.relnamespace = current_schema()::regnamespace AND starts_with(made.relname, 'store_')
  AND part.attnum > 0 AND NOT part.attisdropped AND present.collname <> 'C'
ORDER BY made.relname, part.attnum
"""
_INDEXES = """
SELECT format('DROP INDEX %I', second.relname)
FROM pg_class AS second
JOIN pg_index ON pg_index.indexrelid = second.oid
JOIN pg_class AS made ON made.oid = pg_index.indrelid
WHERE made.relnamespace = current_schema()::regnamespace AND starts_with(made.relname, 'store_')
  AND right(second.relname, 5) = '_like'
ORDER BY second.relname
"""
"""Second indexes for how texts begin, which Django makes because it cannot rely on "C"; here the first ones do."""


def settle_collation(using: str) -> None:
    """Give every text of our tables the order of code points; nothing is done where it has it."""
    database = connections[using]
    if database.vendor != "postgresql":
        return
    with database.cursor() as cursor:
        for question in (_COLUMNS, _INDEXES):
            cursor.execute(question)
            for (statement,) in cursor.fetchall():
                cursor.execute(statement)


def unfit(using: str) -> Message | None:
    """Why this database cannot hold a house, if so."""
    database = connections[using]
    if database.vendor != "postgresql":
        return None
    with database.cursor() as cursor:
        cursor.execute("SHOW server_encoding")
        encoding = cursor.fetchone()[0]
    if encoding == "UTF8":
        return None
    return say("The database at PostgreSQL is encoded as {encoding}; make one that is encoded as UTF8.",
               encoding=encoding)
