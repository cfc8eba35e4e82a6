"""How Django opens the database: SQLite in the data directory, or PostgreSQL by URL."""

from typing import Any
from urllib.parse import unquote, urlsplit

from tongdai.settings import Settings

PATIENCE_SECONDS = 20
_OPENING = """
PRAGMA journal_mode=WAL;
PRAGMA synchronous=FULL;
PRAGMA busy_timeout=20000;
PRAGMA journal_size_limit=67108864;
"""


def database(settings: Settings) -> dict[str, Any]:
    """The entry of DATABASES that the settings ask for."""
    url = urlsplit(settings.database_url)
    if url.scheme in {"postgres", "postgresql"}:
        return {"ENGINE": "django.db.backends.postgresql", "NAME": unquote(url.path.lstrip("/")),
                "HOST": url.hostname or "", "PORT": url.port or "", "USER": unquote(url.username or ""),
                "PASSWORD": unquote(url.password or "")}
    file = unquote(url.path) if url.scheme == "sqlite" else str(settings.data / "database" / "tongdai.sqlite3")
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": file,
            "OPTIONS": {"timeout": PATIENCE_SECONDS, "transaction_mode": "IMMEDIATE", "init_command": _OPENING}}
