"""How Django opens the database: SQLite in the data directory, or PostgreSQL by URL."""

from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from tongdai.settings import DatabaseAddress, Settings, SettingsError, database_address

PATIENCE_SECONDS = 20
_OPENING = """
PRAGMA journal_mode=WAL;
PRAGMA synchronous=FULL;
PRAGMA busy_timeout=20000;
PRAGMA journal_size_limit=67108864;
PRAGMA cache_size=-32000;
"""
_ON_THE_SERVER = {
    "lock_timeout": PATIENCE_SECONDS * 1000,
    "statement_timeout": 15 * 60 * 1000,
    "idle_in_transaction_session_timeout": 5 * 60 * 1000,
    "default_transaction_isolation": r"read\ committed",
}
"""What PostgreSQL is told for our connections alone: nobody waits for ever, and nobody is waited for for ever."""

_ON_THE_WAY = {"connect_timeout": 5, "keepalives_idle": 30, "keepalives_interval": 5, "keepalives_count": 3,
               "tcp_user_timeout": 30_000}
"""What the client's library is told, so that a server that vanished is noticed."""


def database(settings: Settings) -> dict[str, Any]:
    """The entry of DATABASES that the settings ask for."""
    address = database_address(settings.database_url)
    if address is None:
        return sqlite(sqlite_file(settings))
    password = _password(address, settings.database_password_file)
    return postgresql(address, password)


def sqlite_file(settings: Settings) -> Path:
    """Where the SQLite file lies: where the settings say, or in the data directory."""
    return settings.database_file or settings.data / "database" / "tongdai.sqlite3"


def sqlite(file: Path) -> dict[str, Any]:
    """The entry of DATABASES for a file. A transaction takes the lock at its beginning, so changes never meet.

    A file that is missing, because somebody is just putting it back from a copy, is never made anew by whoever
    opens it: `make_sqlite_file` is asked to.
    """
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": f"file:{quote(str(file.absolute()))}?mode=rw",
            "OPTIONS": {"timeout": PATIENCE_SECONDS, "transaction_mode": "IMMEDIATE", "init_command": _OPENING}}


def sqlite_path(name: str) -> Path:
    """The file that the name of such an entry means, or of one that is a plain path."""
    return Path(unquote(urlsplit(name).path)) if name.startswith("file:") else Path(name)


def make_sqlite_file(settings: Settings) -> None:
    """An empty database where there is none; with PostgreSQL nothing is done. Raises OSError."""
    if database_address(settings.database_url) is None:
        sqlite_file(settings).touch(0o640)


def postgresql(address: DatabaseAddress, password: str) -> dict[str, Any]:
    """The entry of DATABASES for a server. A connection lives as long as a request, so none is stale."""
    told = " ".join(f"-c {name}={value}" for name, value in _ON_THE_SERVER.items())
    return {"ENGINE": "django.db.backends.postgresql", "NAME": address.name, "HOST": address.host,
            "PORT": address.port, "USER": address.user, "PASSWORD": password, "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {"application_name": "tongdai", "options": told, **_ON_THE_WAY, **dict(address.options)}}


def _password(address: DatabaseAddress, file: Path | None) -> str:
    """From the URL or from the file; the client's library has its own ways (~/.pgpass) where neither says one."""
    if file is None:
        return address.password
    if address.password:
        raise SettingsError("There is a password in 'database_url' and one in 'database_password_file'; "
                            "take it out of 'database_url'.")
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError("The file {file} that 'database_password_file' names cannot be read ({reason}); give it to "
                            "the user tongdai runs under, or name another.", file=str(file),
                            reason=getattr(error, "strerror", None) or "it is not text") from error
