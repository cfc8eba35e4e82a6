"""The engine's own database as a file: written while the engine does not run, so that it starts with what it needs.

Asterisk keeps one table `astdb(key, value)` in SQLite, keys as `/family/key` (main/db.c, 22.10.1).
"""

import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from tongdai.engine.cell import CellDirectory

FILE = "astdb.sqlite3"
OURS = "tongdai/"
_SCHEMA = "CREATE TABLE IF NOT EXISTS astdb(key VARCHAR(256), value VARCHAR(256), PRIMARY KEY(key))"


def write_database(cell: CellDirectory, database: Mapping[str, str]) -> None:
    """Make our part of the engine's database equal to this; the engine must not run. The rest is left alone."""
    path = cell.state / FILE
    try:
        _sync(path, database)
    except sqlite3.DatabaseError:
        path.rename(path.with_suffix(".damaged"))
        _sync(path, database)
    _give(cell, path)


def _sync(path: Path, database: Mapping[str, str]) -> None:
    with closing(sqlite3.connect(path, timeout=5)) as connection, connection:
        connection.execute(_SCHEMA)
        kept = dict(connection.execute("SELECT key, value FROM astdb WHERE key LIKE ?", (f"/{OURS}%",)))
        wanted = {f"/{key}": value for key, value in database.items()}
        connection.executemany("DELETE FROM astdb WHERE key = ?", [(key,) for key in kept if key not in wanted])
        connection.executemany("INSERT OR REPLACE INTO astdb(key, value) VALUES (?, ?)",
                               [(key, value) for key, value in wanted.items() if kept.get(key) != value])


def write_family(cell: CellDirectory, family: str, keys: frozenset[str]) -> None:
    """Make a family of bare notes equal to these keys; the engine must not run."""
    path = cell.state / FILE
    with closing(sqlite3.connect(path, timeout=5)) as connection, connection:
        connection.execute(_SCHEMA)
        connection.execute("DELETE FROM astdb WHERE key LIKE ?", (f"/{family}/%",))
        connection.executemany("INSERT INTO astdb(key, value) VALUES (?, '1')", [(f"/{family}/{key}",) for key in keys])
    _give(cell, path)


def read_family(cell: CellDirectory, family: str) -> frozenset[str]:
    """The keys of a family of bare notes; none where there is no database yet."""
    path = cell.state / FILE
    if not path.is_file():
        return frozenset()
    with closing(sqlite3.connect(path, timeout=5)) as connection:
        rows = connection.execute("SELECT key FROM astdb WHERE key LIKE ?", (f"/{family}/%",)).fetchall()
    return frozenset(str(key).rpartition("/")[2] for (key,) in rows)


def _give(cell: CellDirectory, path: Path) -> None:
    path.chmod(0o640)
    if cell.uid is not None:
        os.chown(path, cell.uid, cell.uid)
