"""The call log: calls into rows and back, and the questions that pages ask of them, each answered from an index."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from tongdai.domain.call import Call, Direction, EventKind, Leg, Moment, Outcome, Side
from tongdai.domain.quality import LegQuality, OneWay, Stream
from tongdai.domain.trail import parse_trail
from tongdai.store import models
from tongdai.store.models.call import FAIR_MOS
from tongdai.store.recordings import recording_rows
from tongdai.store.tenancy import everywhere, within

BATCH = 500
SORTS = {"-started": ("started", True), "started": ("started", False),
         "-talk": ("talk_seconds", True), "talk": ("talk_seconds", False)}
"""What a list may be sorted by: the column, and whether the largest comes first."""

NUMBER_COLUMNS = ("caller", "dialled", "answered_by")


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFilter:
    """Which calls are asked for; what is empty asks for nothing. `until` is the first instant no longer meant.

    `number` has any part in the call; `text` is how such a number begins. `mos_below` asks for calls whose worst
    direction was worse than that. `extension` bounds what may be seen at all.
    """

    since: datetime | None = None
    until: datetime | None = None
    caller: str = ""
    dialled: str = ""
    number: str = ""
    text: str = ""
    outcome: Outcome | None = None
    direction: Direction | None = None
    mos_below: float | None = None
    one_way: OneWay | None = None
    recorded: bool | None = None
    extension: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRow:
    """One line of the call log."""

    id: str
    started: datetime
    direction: Direction
    caller: str
    dialled: str
    answered_by: str
    ring_seconds: float
    talk_seconds: float
    outcome: Outcome
    ended_by: Side
    mos: float | None = None
    one_way: OneWay | None = None
    recorded: bool = False


@dataclass(frozen=True, slots=True)
class Bound:
    """The row a page begins behind (or ends before): its value in the sorted column, and its id."""

    value: float | datetime
    id: str


_COLUMNS = ("id", "started", "direction", "caller", "dialled", "answered_by", "ring_seconds", "talk_seconds", "outcome",
            "ended_by", "mos", "one_way", "recorded")


def read_call_rows(key: str, wanted: CallFilter, sort: str, bound: Bound | None, most: int) -> list[CallRow]:
    """At most `most` rows behind a bound, in the order of one of SORTS.

    By time, a number with any part in the call is looked for in each column by itself, so that each search has its
    index; the first rows of all searches are the first rows of the answer.
    """
    column, is_falling = SORTS[sort]
    sign = "-" if is_falling else ""
    found: dict[str, CallRow] = {}
    with within(key):
        rows = _behind(_matching(wanted), column, is_falling, bound).order_by(f"{sign}{column}", f"{sign}id")
        for condition in _searches(wanted.number or wanted.extension) if column == "started" else (Q(),):
            for each in rows.filter(condition).values_list(*_COLUMNS)[:most]:
                found[each[0]] = _row(*each)
    return sorted(found.values(), key=lambda row: (getattr(row, column), row.id), reverse=is_falling)[:most]


def _behind(rows: "QuerySet[models.Call]", column: str, is_falling: bool,
            bound: Bound | None) -> "QuerySet[models.Call]":
    """The rows beyond a bound; the first condition is the one that the index can use."""
    if bound is None:
        return rows
    beyond = "lt" if is_falling else "gt"
    return rows.filter(Q(**{f"{column}__{beyond}e": bound.value}),
                       ~Q(**{column: bound.value}) | Q(**{f"id__{beyond}": bound.id}))


def _searches(number: str) -> list[Q]:
    return [Q(**{column: number}) for column in NUMBER_COLUMNS] if number else [Q()]


def count_call_rows(key: str, wanted: CallFilter) -> dict[Outcome, int]:
    """How many calls there are, by how they ended."""
    with within(key):
        rows = _matching(wanted).values_list("outcome").annotate(Count("id")).order_by()
        return {Outcome(outcome): count for outcome, count in rows}


def _matching(wanted: CallFilter) -> "QuerySet[models.Call]":
    exact: dict[str, Any] = {
        "started__gte": wanted.since, "started__lt": wanted.until, "caller": wanted.caller, "dialled": wanted.dialled,
        "outcome": wanted.outcome, "direction": wanted.direction}
    rows = models.Call.objects.filter(**{name: value for name, value in exact.items() if value})
    rows = _of_quality(rows, wanted)
    for number in filter(None, (wanted.number, wanted.extension)):
        rows = rows.filter(_any_number("exact", number))
    return rows.filter(_any_number("startswith", wanted.text)) if wanted.text else rows


def _of_quality(rows: "QuerySet[models.Call]", wanted: CallFilter) -> "QuerySet[models.Call]":
    """A condition that an index was made for is said as it stands there, or the index is not taken."""
    if wanted.mos_below is not None:
        rows = rows.filter(mos__lt=wanted.mos_below)
        rows = rows.filter(mos__lt=FAIR_MOS) if wanted.mos_below <= FAIR_MOS else rows
    if wanted.one_way is not None:
        rows = rows.filter(one_way=wanted.one_way.value, one_way__isnull=False)
    return rows if wanted.recorded is None else rows.filter(recorded=wanted.recorded)


def _any_number(lookup: str, number: str) -> Q:
    condition = Q()
    for column in NUMBER_COLUMNS:
        condition |= Q(**{f"{column}__{lookup}": number})
    return condition


def _row(call: str, started: datetime, direction: str, caller: str, dialled: str, answered_by: str,
         ring_seconds: float, talk_seconds: float, outcome: str, ended_by: str, mos: float | None, one_way: str | None,
         recorded: bool) -> CallRow:
    return CallRow(id=call, started=started, direction=Direction(direction), caller=caller, dialled=dialled,
                   answered_by=answered_by, ring_seconds=ring_seconds, talk_seconds=talk_seconds,
                   outcome=Outcome(outcome), ended_by=Side(ended_by), mos=mos,
                   one_way=OneWay(one_way) if one_way else None, recorded=recorded)


def read_call(key: str, call: str, extension: str = "") -> Call | None:
    """One call whole, or None; with an extension, only if it had a part in the call."""
    with within(key):
        row = _matching(CallFilter(extension=extension)).filter(id=call).first()
    return _call(row) if row else None


def write_calls(calls: Iterable[Call]) -> None:
    """Add calls and what was recorded of them; what is there already stays as it is."""
    calls = tuple(calls)
    rows, recordings = [models.Call(**_values(each)) for each in calls], recording_rows(calls)
    with everywhere(), transaction.atomic():
        models.Call.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
        if recordings:
            models.Recording.objects.bulk_create(recordings, batch_size=BATCH, ignore_conflicts=True)


def _values(call: Call) -> dict[str, Any]:
    return {"id": call.id, "tenant_id": call.tenant, "cell": call.cell, "direction": call.direction.value,
            "caller": call.caller, "dialled": call.dialled, "answered_by": call.answered_by, "started": call.started,
            "ring_seconds": call.ring_seconds, "talk_seconds": call.talk_seconds, "outcome": call.outcome.value,
            "cause": call.cause, "ended_by": call.ended_by.value, "codec": call.codec,
            "recorded": bool(call.recordings), "trail": str(call.trail) if call.trail else "",
            "mos": call.mos, "one_way": call.one_way.value if call.one_way else None,
            "legs": [asdict(each) for each in call.legs],
            "timeline": [[each.offset, each.kind.value, each.leg, each.detail] for each in call.timeline]}


def _call(row: models.Call) -> Call:
    return Call(
        id=row.id, tenant=row.tenant_id, cell=row.cell, direction=Direction(row.direction), caller=row.caller,
        dialled=row.dialled, answered_by=row.answered_by, started=row.started.astimezone(UTC),
        ring_seconds=row.ring_seconds, talk_seconds=row.talk_seconds, outcome=Outcome(row.outcome), cause=row.cause,
        ended_by=Side(row.ended_by), codec=row.codec, trail=parse_trail(row.trail) if row.trail else None,
        legs=tuple(_leg(**each) for each in row.legs), timeline=tuple(_moments(row.timeline)), mos=row.mos,
        one_way=OneWay(row.one_way) if row.one_way else None)


def _leg(quality: dict[str, Any] | None = None, **values: Any) -> Leg:
    return Leg(**values, quality=_quality(**quality) if quality else None)


def _quality(sent: dict[str, Any], heard: dict[str, Any] | None, round_trip: float | None) -> LegQuality:
    return LegQuality(sent=Stream(**sent), heard=Stream(**heard) if heard else None, round_trip=round_trip)


def _moments(rows: Iterable[list[Any]]) -> Iterator[Moment]:
    for offset, kind, leg, detail in rows:
        yield Moment(offset, EventKind(kind), leg, detail)
