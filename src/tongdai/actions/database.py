"""The database of this installation: make it, renew it, and say when it does not fit this program."""

from django.core.management import call_command
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor

from tongdai.actions.broken import Broken, explain, make_directory
from tongdai.domain.message import Message, say
from tongdai.settings import Settings
from tongdai.store.collation import unfit
from tongdai.store.connection import make_sqlite_file, sqlite_file


def require_database(settings: Settings) -> None:
    """Refuse to work on a database that is missing, older or newer than this program."""
    if not settings.database_url and not (settings.data / "database").exists():
        raise Broken(say("There is no installation in {place} yet. Run 'tongdai run' once, which makes one.",
                         place=str(settings.data)))
    missing, newer = _compare()
    if newer:
        raise Broken(_newer(newer))
    if missing:
        raise Broken(say("The database in {place} is not ready for this version of tongdai. "
                         "Run 'tongdai run' once, which makes it ready.", place=_place(settings)))


def prepare_database(settings: Settings) -> bool:
    """Make the database, or bring it up to this program; True where something was done."""
    if not settings.database_url:
        make_directory(settings.data / "database", 0o750)
    try:
        make_sqlite_file(settings)
    except OSError as error:
        raise Broken(say("The database file {file} cannot be made ({reason}). Correct the rights of its directory, or "
                         "set 'data' or 'database_url' to another place.", file=str(sqlite_file(settings)),
                         reason=error.strerror or str(error))) from error
    if refuse_unfit("default"):
        try:
            call_command("migrate", interactive=False, verbosity=0)
        except DatabaseError as error:
            raise Broken(explain(error)) from error
        return True
    return False


def refuse_unfit(using: str) -> bool:
    """Refuse a database that cannot hold this house; returns whether it still has to be made ready for it."""
    missing, newer = _compare(using)
    if newer:
        raise Broken(_newer(newer))
    refusal = unfit(using) if missing else None
    if refusal is not None:
        raise Broken(refusal)
    return missing


def _compare(using: str = "default") -> tuple[bool, str]:
    """Whether migrations are missing from the database, and the name of one that this program does not know."""
    try:
        executor = MigrationExecutor(connections[using])
    except DatabaseError as error:
        raise Broken(explain(error)) from error
    known = executor.loader.disk_migrations or {}
    foreign = sorted(f"{app}.{name}" for app, name in executor.loader.applied_migrations
                     if (app, name) not in known)
    missing = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    return missing, foreign[0] if foreign else ""


def _newer(name: str) -> Message:
    return say("The database was last used by a newer version of tongdai (it has {name}, unknown here). "
               "Install that version, or restore a backup made by this one.", name=name)


def _place(settings: Settings) -> str:
    """Where the database is, without what must not be shown of its address."""
    return "PostgreSQL" if settings.database_url.startswith("postgres") else str(settings.data / "database")
