"""Archived months: every month that is over becomes a file, and rows leave the call log when their package says so."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path

from tongdai.actions.context import Context, NotFound, Refused, no_tenant
from tongdai.domain.message import say
from tongdai.domain.person import Role
from tongdai.domain.rights import Right
from tongdai.domain.tenant import Package
from tongdai.store.month_file import MonthFileError, both, chunks_of, digest_of, read_month, write_month
from tongdai.store.months import ArchivedMonth as ArchivedMonth
from tongdai.store.months import (
    Line,
    Month,
    begin_month,
    delete_calls,
    has_calls,
    keys_with_calls,
    log_months_of,
    month_at,
    months_with_calls,
    read_lines,
    read_months,
    record_month,
)
from tongdai.store.reads import key_of
from tongdai.store.releases import key_of_former

logger = logging.getLogger("tongdai.archive")

SETTLES = timedelta(days=1)
"""A month is over for good a day later: until then a call that began in it may still be up."""

DELETED_AT_ONCE = 500
KEPT_MONTHS = Package(handle="", name="").log_months
"""For how many months the calls of a tenant that is gone stay: as long as of one that nobody decided otherwise for."""


class ArchiveError(Exception):
    """Some months could not be archived; the message names them and says why."""


@dataclass(frozen=True, slots=True)
class OpenedMonth:
    """A month's file, about to be handed over."""

    name: str
    size: int
    digest: str
    chunks: Iterator[bytes]


def list_months(ctx: Context, tenant: str | None = None) -> tuple[ArchivedMonth, ...]:
    """The months of a tenant that have a file, the newest first."""
    return tuple(read_months(_key(ctx, tenant)[0]))


def open_month(ctx: Context, tenant: str | None, month: str) -> OpenedMonth:
    """One month's file."""
    key, handle = _key(ctx, tenant)
    found = next((each for each in read_months(key) if each.month == month[:7]), None)
    if found is None:
        raise NotFound(say("The calls of this month are not archived."))
    file = _directory(ctx, key) / found.file
    try:
        size, chunks = file.stat().st_size, chunks_of(file)
    except OSError as error:
        raise Refused(say("The file of this month cannot be read; the provider's operator finds it, or should, in the "
                          "directory 'archive' of the data directory.")) from error
    return OpenedMonth(f"{handle}-{found.file}", size, found.digest, chunks)


def archive_months(ctx: Context) -> int:
    """Write every month that is over and has no file that is fresh; then let rows go that may; how many were written.

    A month that fails hinders no other; all that failed are told at the end.
    """
    ctx.require(Right.INGEST)
    present = month_at(ctx.now() - SETTLES)
    written, failures = 0, []
    for key in keys_with_calls():
        fresh = {each.month for each in read_months(key) if each.fresh}
        for month in months_with_calls(key, present):
            try:
                if str(month) not in fresh:
                    _archive(ctx, key, month)
                    written += 1
                _let_go(ctx, key, month, present)
            except (OSError, MonthFileError) as error:
                failures.append(f"{month} of {key}: {error}")
    if failures:
        raise ArchiveError("; ".join(failures))
    return written


def _archive(ctx: Context, key: str, month: Month) -> None:
    """Write a month's file from the rows there are, and from the present file: its rows may have left the log."""
    file = _directory(ctx, key) / f"calls-{month}.jsonl.gz"
    file.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    late, has_former = begin_month(key, month), file.exists()

    def lines() -> Iterable[Line]:
        present = read_lines(key, month)
        return both(present, read_month(file)) if has_former else present

    written = write_month(file, {"tenant": key, "month": str(month)}, lines)
    record_month(key, month, late, ArchivedMonth(
        month=str(month), calls=written.calls, size=written.size, digest=written.digest, file=file.name, at=ctx.now(),
        fresh=True))


def _let_go(ctx: Context, key: str, month: Month, present: Month) -> None:
    """Delete the rows of a month that is older than the package keeps; only those that stand in its file.

    The file is as it was recorded, and has every call that was written until it was read: both are looked at again.
    """
    months = log_months_of(key)
    oldest = present.later(-(KEPT_MONTHS if months is None else months))
    if month.first >= oldest.first or not has_calls(key, month):
        return
    found = next((each for each in read_months(key) if each.month == str(month)), None)
    if found is None or not found.fresh:
        return
    file = _directory(ctx, key) / found.file
    if digest_of(file) != found.digest:
        raise MonthFileError(f"{file} is not the file that was written; its calls stay in the call log")
    ids = (each.id for each in read_month(file))
    deleted = 0
    while some := list(islice(ids, DELETED_AT_ONCE)):
        deleted += delete_calls(key, month, some)
    logger.info("%s calls of %s (tenant %s) left the call log; they are in %s", deleted, month, key, file)


def _directory(ctx: Context, key: str) -> Path:
    return ctx.settings.data / "archive" / key


def _key(ctx: Context, tenant: str | None) -> tuple[str, str]:
    """The key and the handle of the tenant whose archive is asked for; an operator may ask for one that is gone."""
    handle = ctx.require(Right.SEE_ARCHIVE, tenant)
    key = key_of(handle)
    if key is None and ctx.asker.role is Role.OPERATOR:
        key = key_of_former(handle)
    if key is None:
        raise no_tenant(handle)
    return key, handle
