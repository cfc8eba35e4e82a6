"""Calls by month: which months a tenant has, their rows in order, and what is known of their files."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection, transaction
from django.db.models import Q

from tongdai.store import models
from tongdai.store.canonical import line_of
from tongdai.store.tenancy import everywhere, within

BATCH = 500


@dataclass(frozen=True, slots=True)
class Month:
    """One month of UTC; `str` writes it as `2026-11`."""

    year: int
    number: int

    @property
    def first(self) -> datetime:
        """Its first instant."""
        return datetime(self.year, self.number, 1, tzinfo=UTC)

    @property
    def end(self) -> datetime:
        """The first instant of the next one."""
        return self.later(1).first

    def later(self, months: int) -> "Month":
        """So many months later; earlier, if negative."""
        years, number = divmod(self.number - 1 + months, 12)
        return Month(self.year + years, number + 1)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"


def month_at(moment: datetime) -> Month:
    """The month that a moment lies in."""
    moment = moment.astimezone(UTC)
    return Month(moment.year, moment.month)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedMonth:
    """The calls of one month as a file; `size` in bytes, `digest` its SHA-256. `fresh`: it has every call there is."""

    month: str
    calls: int
    size: int
    digest: str
    file: str
    at: datetime
    fresh: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One call as it stands in a file; by `started` and `id` the lines are in order."""

    started: str
    id: str
    text: str


def keys_with_calls() -> Iterator[str]:
    """Whoever has a call, also tenants that are gone; found by one look into the index for each."""
    key = ""
    with everywhere():
        while True:
            rows = models.Call.objects.filter(tenant_id__gt=key).order_by("tenant_id", "started", "id")
            found = rows.values_list("tenant_id", flat=True).first()
            if found is None:
                return
            yield found
            key = found


def months_with_calls(key: str, before: Month) -> Iterator[Month]:
    """The months of a tenant that are over before this one begins, and have a call; the oldest first."""
    since = datetime.min.replace(tzinfo=UTC, year=1970)
    while True:
        with within(key):
            rows = models.Call.objects.filter(started__gte=since, started__lt=before.first)
            started = rows.order_by("started", "id").values_list("started", flat=True).first()
        if started is None:
            return
        month = month_at(started)
        yield month
        since = month.end


def read_lines(key: str, month: Month) -> Iterator[Line]:
    """The calls of a month in order, some at a time, each with the ids of its recordings."""
    with within(key):
        rows = models.Call.objects.filter(started__gte=month.first, started__lt=month.end).order_by("started", "id")
    behind = Q()
    while True:
        with within(key):
            some = list(rows.filter(behind).values()[:BATCH])
            recordings: dict[str, list[str]] = {each["id"]: [] for each in some}
            for call, recording in models.Recording.objects.filter(call__in=list(recordings)).order_by(
                    "started", "id").values_list("call", "id"):
                recordings[call].append(recording)
        for each in some:
            yield Line(str(line_time(each["started"])), each["id"],
                       line_of({**each, "recordings": recordings[each["id"]]}))
        if len(some) < BATCH:
            return
        behind = Q(started__gt=some[-1]["started"]) | Q(started=some[-1]["started"], id__gt=some[-1]["id"])


def line_time(moment: datetime) -> str:
    """A time as it stands in a line."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def read_months(key: str) -> list[ArchivedMonth]:
    """The months that have a file, the newest first."""
    with within(key):
        rows = models.ArchivedMonth.objects.exclude(file="").order_by("-month")
        return [ArchivedMonth(month=each.month, calls=each.calls, size=each.size, digest=each.digest, file=each.file,
                              at=each.at, fresh=each.late == each.told) for each in rows if each.at]


def begin_month(key: str, month: Month) -> int:
    """From now on every call that is written into this month is noticed; returns what to give to `record_month`.

    Whoever is writing calls right now is waited for, so that none falls between looking and noticing.
    """
    with everywhere(), transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE store_call IN SHARE ROW EXCLUSIVE MODE")
        row, _ = models.ArchivedMonth.objects.get_or_create(tenant_id=key, month=str(month))
        return row.late


def record_month(key: str, month: Month, late: int, written: ArchivedMonth) -> None:
    """This is the month's file now; it is fresh unless a call has come since `begin_month`."""
    with within(key):
        models.ArchivedMonth.objects.filter(month=str(month)).update(
            calls=written.calls, size=written.size, digest=written.digest, file=written.file, at=written.at, told=late)


def delete_calls(key: str, month: Month, ids: Iterable[str]) -> int:
    """Take calls out of the table that stand in the month's file; how many there were."""
    with within(key):
        rows = models.Call.objects.filter(id__in=list(ids), started__gte=month.first, started__lt=month.end)
        return rows.delete()[0]


def has_calls(key: str, month: Month) -> bool:
    """Whether the table still has a call of this month."""
    with within(key):
        return models.Call.objects.filter(started__gte=month.first, started__lt=month.end).exists()


def log_months_of(key: str) -> int | None:
    """For how many months a tenant's package keeps calls in the table; None where the tenant is gone."""
    rows = models.Package.objects.filter(tenants__key=key)
    return rows.values_list("log_months", flat=True).first()
