"""Move the house to another database: everything, row-equal, or nothing; what is moved stays where it was, too."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from django.core.management import call_command

from tongdai.actions.broken import Broken, make_directory
from tongdai.actions.change import refusing_trouble
from tongdai.actions.context import Context, Refused
from tongdai.actions.database import refuse_unfit
from tongdai.actions.turn import one_at_a_time
from tongdai.domain.message import say
from tongdai.domain.rights import Right
from tongdai.engine import EngineError, occupy
from tongdai.settings import Settings, SettingsError, without_password
from tongdai.store.connection import database, make_sqlite_file, sqlite_file
from tongdai.store.transfer import (
    TARGET,
    NotEqualError,
    TableDigest,
    UnfitRowError,
    copy_all,
    digest_all,
    is_empty,
    second_database,
)

Report = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What was moved, or would be: every table, and what 'database_url' has to say afterwards (nothing: leave it out).

    `present` is where everything stays as it was, `target` where it is now; both without passwords.
    """

    present: str
    target: str
    database_url: str
    password_file: str
    tables: tuple[TableDigest, ...]
    done: bool


def preview_move(ctx: Context, url: str, password_file: Path | None, report: Report) -> Moved:
    """Ask both databases and write nothing: whether the other one is there and empty, and what would be moved."""
    ctx.require(Right.PUBLISH)
    target = _target(ctx.settings, url, password_file)
    with refusing_trouble(), second_database(database(target)):
        _refuse_target(target, is_new=_is_new_file(target))
        return _moved(ctx.settings, target, digest_all("default", report), done=False)


def move_database(ctx: Context, url: str, password_file: Path | None, report: Report) -> Moved:
    """Copy everything into an empty database, in one transaction there, and read it back before that counts.

    1. The house does not run, and nobody changes it meanwhile. 2. The other database is there, fits, and is empty.
    3. Its tables are made. 4. Everything is copied, read back, and compared. 5. What serves is the settings' to say.
    """
    ctx.require(Right.PUBLISH)
    target = _target(ctx.settings, url, password_file)
    with refusing_trouble(), _closed(ctx), second_database(database(target)):
        if target.database_url.startswith("sqlite:"):
            _make_file(target)
        _refuse_target(target, is_new=False)
        call_command("migrate", database=TARGET, interactive=False, verbosity=0)
        try:
            tables = copy_all(report)
        except NotEqualError as error:
            raise Refused(say("The table {table} was not the same when it was read back; nothing was moved.",
                              table=str(error))) from error
        except UnfitRowError as error:
            raise Refused(say("A row of the table {table} cannot be kept there ({reason}); nothing was moved.",
                              table=error.args[0], reason=error.args[1][:200])) from error
    return _moved(ctx.settings, target, tables, done=True)


def _target(settings: Settings, url: str, password_file: Path | None) -> Settings:
    """The settings as they would be with the other database; its password comes with it, or from its own file."""
    try:
        return replace(settings, database_url=url, database_password_file=password_file)
    except SettingsError as error:
        raise Refused(say("'{url}' is no address of a database; write it as postgres://user@host/name or as "
                          "sqlite:///directory/file.", url=without_password(url)[:200])) from error


def _make_file(target: Settings) -> None:
    make_directory(sqlite_file(target).parent, 0o750)
    try:
        make_sqlite_file(target)
    except OSError as error:
        raise Broken(say("The file {file} cannot be made ({reason}); name another one.",
                         file=str(sqlite_file(target)), reason=error.strerror or str(error))) from error


def _is_new_file(target: Settings) -> bool:
    return target.database_url.startswith("sqlite:") and not sqlite_file(target).exists()


def _refuse_target(target: Settings, *, is_new: bool) -> None:
    """A database that cannot hold the house, or holds something, is left alone; a file that is not there is neither."""
    if is_new:
        return
    refuse_unfit(TARGET)
    if not is_empty(TARGET):
        raise Refused(say("There is something in {place} already; name an empty database.",
                          place=without_password(target.database_url)))


@contextmanager
def _closed(ctx: Context) -> Iterator[None]:
    """The house does not run, and nobody publishes."""
    try:
        with occupy(ctx.settings.data), one_at_a_time(ctx.settings.data):
            yield
    except EngineError as error:
        raise Broken(say("The house runs; stop it first, so that nothing is written while everything is moved.")) \
            from error


def _moved(settings: Settings, target: Settings, tables: tuple[TableDigest, ...], *, done: bool) -> Moved:
    own_file = sqlite_file(replace(settings, database_url=""))
    is_own = target.database_url.startswith("sqlite:") and sqlite_file(target) == own_file
    return Moved(present=without_password(settings.database_url) or str(own_file),
                 target=without_password(target.database_url),
                 database_url="" if is_own else without_password(target.database_url),
                 password_file=str(target.database_password_file or ""), tables=tables, done=done)
