"""The questions that people ask of the call log, each answered from an index, in bounded time however long it is."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest, nsmallest
from typing import Any

from django.db.models import BooleanField, F, Func, Q, QuerySet
from django.db.models.functions import Substr

from tongdai.domain.call import Direction, Outcome, Side
from tongdai.domain.quality import OneWay
from tongdai.store import models
from tongdai.store.models.call import FAIR_MOS
from tongdai.store.tenancy import within

SORTS = {"-started": ("started", True), "started": ("started", False),
         "-talk": ("talk_seconds", True), "talk": ("talk_seconds", False)}
"""What a list may be sorted by: the column, and whether the largest comes first."""

NUMBER_COLUMNS = ("caller", "dialled", "answered_by")
FEW = {"started": 4_000, "talk_seconds": 4_000, "outcome": 4_000}
"""So many rows of each search are gathered by a column and sorted here; where more match, they are met soon enough on
the way through another index, which has what they are looked at for."""

MOST_COUNTED = 10_000
BY_TALK = sorted(Outcome, key=lambda each: each not in (Outcome.ANSWERED, Outcome.INTERRUPTED))
"""Outcomes of calls in which somebody can have talked, then all others."""

LONGEST_NUMBER = 32
LAST_LETTER = "\U0010ffff"
_IS_POOR = Func(F("mos"), template=f"(%(expressions)s < {FAIR_MOS})", output_field=BooleanField())
"""The condition of the index of poor calls in its own words, by which SQLite knows that it may use it."""


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


@dataclass(frozen=True, slots=True)
class Count:
    """How many calls there are; with `more`, at least so many: they are not counted to the end."""

    calls: int
    more: bool = False


_COLUMNS = ("id", "started", "direction", "caller", "dialled", "answered_by", "ring_seconds", "talk_seconds", "outcome",
            "ended_by", "mos", "one_way", "recorded")
Calls = QuerySet[models.Call]
Condition = Callable[[str, str], Q]


def read_call_rows(key: str, wanted: CallFilter, sort: str, bound: Bound | None, most: int) -> list[CallRow]:
    """At most `most` rows behind a bound, in the order of one of SORTS.

    1. By time, each column that a number may stand in is searched by itself; by talk, each outcome is.
    2. Whatever else asks for numbers, or for some calls by talk, is gathered first, if few calls match.
    3. Every search walks an index of its own from the bound; the first rows of all are the first of the answer.
    """
    column, is_falling = SORTS[sort]
    with within(key):
        few = _gather(wanted, column) if _is_gathered(wanted, column) else None
        searches = [_found(few, column, is_falling, bound, most)] if few is not None else _walks(wanted, column)
        if wanted.text or len(searches) > 1:
            searches = [_first(searches, column, is_falling, bound, most)]
        found = {each[0]: _row(*each) for search in searches
                 for each in _behind(search, column, is_falling, bound).values_list(*_COLUMNS)[:most]}
    return sorted(found.values(), key=lambda row: (getattr(row, column), row.id), reverse=is_falling)[:most]


def count_call_rows(key: str, wanted: CallFilter) -> dict[Outcome, Count]:
    """How many calls there are, by how they ended; of each no more than MOST_COUNTED are counted."""
    with within(key):
        if wanted.number or wanted.extension or wanted.text:
            return _count_of_numbers(wanted)
        outcomes = [wanted.outcome] if wanted.outcome else list(Outcome)
        counts = {each: _matching(wanted).filter(outcome=each)[:MOST_COUNTED + 1].count() for each in outcomes}
    return {outcome: Count(min(count, MOST_COUNTED), count > MOST_COUNTED)
            for outcome, count in counts.items() if count}


def _count_of_numbers(wanted: CallFilter) -> dict[Outcome, Count]:
    """Each number is looked for in each column; a call that has it twice counts once."""
    searches = _by_number(wanted)
    is_more = any(_is_many(each, "outcome") for each in searches)
    counts = Counter(_united(searches, "outcome").values())
    return {Outcome(outcome): Count(calls, is_more) for outcome, calls in sorted(counts.items())}


def matching(wanted: CallFilter) -> Calls:
    """The calls of the tenant in scope that are asked for."""
    rows = _matching(wanted)
    for number in filter(None, (wanted.number, wanted.extension)):
        rows = rows.filter(_any(_is, number))
    return rows.filter(_any(_begins, wanted.text)) if wanted.text else rows


def _matching(wanted: CallFilter) -> Calls:
    """What is asked besides numbers with any part in the call."""
    exact: dict[str, Any] = {
        "started__gte": wanted.since, "started__lt": wanted.until, "caller": wanted.caller, "dialled": wanted.dialled,
        "outcome": wanted.outcome, "direction": wanted.direction, "one_way": wanted.one_way}
    rows: Calls = models.Call.objects.filter(**{name: value for name, value in exact.items() if value})
    if wanted.recorded is not None:
        rows = rows.filter(recorded=wanted.recorded)
    if wanted.mos_below is not None:
        rows = rows.filter(mos__lt=wanted.mos_below)
        rows = rows.filter(_IS_POOR) if wanted.mos_below <= FAIR_MOS else rows
    return rows


def _is_gathered(wanted: CallFilter, column: str) -> bool:
    """Whether no index has what is asked for in the order that it is wanted in."""
    return bool(wanted.text) if column == "started" else wanted != CallFilter(outcome=wanted.outcome)


def _walks(wanted: CallFilter, column: str) -> list[Calls]:
    """What has an index in this order, or matches so often that it is met soon on the way through one."""
    if column == "started":
        return [_past_numbers(wanted)] if wanted.text else _by_number(wanted)
    return [_past_numbers(wanted).filter(outcome=each) for each in ([wanted.outcome] if wanted.outcome else BY_TALK)]


def _gather(wanted: CallFilter, column: str) -> list[Calls] | None:
    """The searches for what matches, if that is little."""
    searches = _by_number(wanted)
    return None if any(_is_many(each, column) for each in searches) else searches


def _is_many(search: Calls, column: str) -> bool:
    return search[:FEW[column] + 1].count() > FEW[column]


def _united(searches: list[Calls], column: str) -> dict[str, Any]:
    """The column of all calls that the searches find, by their ids; bounded, so that each keeps to its index."""
    return {call: value for each in searches for call, value in each.values_list("id", column)[:FEW[column]]}


def _found(searches: list[Calls], column: str, is_falling: bool, bound: Bound | None, most: int) -> Calls:
    """The first of what some searches find, behind the bound; what they find is sorted."""
    rows = [(value, call) for call, value in _united(searches, column).items()]
    if bound is not None:
        last = (bound.value, bound.id)
        rows = [each for each in rows if (each < last if is_falling else each > last)]
    first = nlargest(most, rows) if is_falling else nsmallest(most, rows)
    return models.Call.objects.filter(id__in=[call for _, call in first])


def _first(searches: list[Calls], column: str, is_falling: bool, bound: Bound | None, most: int) -> Calls:
    """The first of what all searches find, told from their indexes alone; only then are rows fetched.

    Once enough is found, nobody looks for what would stand behind it: of the longest calls none was unanswered.
    """
    first: list[tuple[Any, str]] = []
    for search in searches:
        if len(first) == most:
            search = search.filter(**{f"{column}__{'gte' if is_falling else 'lte'}": first[-1][0]})
        keys = {*first, *_behind(search, column, is_falling, bound).values_list(column, "id")[:most]}
        first = nlargest(most, keys) if is_falling else nsmallest(most, keys)
    return models.Call.objects.filter(id__in=[call for _, call in first])


def _by_number(wanted: CallFilter) -> list[Calls]:
    """A search for each column that a number may stand in, so that each has its index; one, if no number is asked."""
    asked = [(_begins, wanted.text), (_is, wanted.number), (_is, wanted.extension)]
    asked = [(condition, number) for condition, number in asked if number]
    rows = _matching(wanted)
    for condition, number in asked[1:]:
        rows = rows.filter(_any(condition, number))
    if not asked:
        return [rows]
    condition, number = asked[0]
    return [rows.filter(condition(column, number)) for column in NUMBER_COLUMNS]


def _past_numbers(wanted: CallFilter) -> Calls:
    """All calls in the order of some index, the numbers of each looked at on the way and not in an index of theirs."""
    rows = _matching(wanted)
    for name, number in (("number", wanted.number), ("extension", wanted.extension), ("text", wanted.text)):
        if number:
            length = len(number) if name == "text" else LONGEST_NUMBER
            parts = {f"{name}_{column}": Substr(column, 1, length) for column in NUMBER_COLUMNS}
            rows = rows.alias(**parts).filter(_any(_is, number, parts))
    return rows


def _behind(rows: Calls, column: str, is_falling: bool, bound: Bound | None) -> Calls:
    """The rows beyond a bound, in order; the first condition is the one that the index can use."""
    sign, beyond = ("-", "lt") if is_falling else ("", "gt")
    if bound is not None:
        rows = rows.filter(Q(**{f"{column}__{beyond}e": bound.value}),
                           ~Q(**{column: bound.value}) | Q(**{f"id__{beyond}": bound.id}))
    return rows.order_by(f"{sign}{column}", f"{sign}id")


def _any(condition: Condition, number: str, columns: Iterable[str] = NUMBER_COLUMNS) -> Q:
    """That one of the columns meets the condition."""
    either = Q()
    for column in columns:
        either |= condition(column, number)
    return either


def _is(column: str, number: str) -> Q:
    return Q(**{column: number})


def _begins(column: str, text: str) -> Q:
    """Between the text and whatever follows all that begins so: what an index of either database can be asked."""
    return Q(**{f"{column}__gte": text, f"{column}__lt": text + LAST_LETTER})


def _row(call: str, started: datetime, direction: str, caller: str, dialled: str, answered_by: str,
         ring_seconds: float, talk_seconds: float, outcome: str, ended_by: str, mos: float | None, one_way: str | None,
         recorded: bool) -> CallRow:
    return CallRow(id=call, started=started, direction=Direction(direction), caller=caller, dialled=dialled,
                   answered_by=answered_by, ring_seconds=ring_seconds, talk_seconds=talk_seconds,
                   outcome=Outcome(outcome), ended_by=Side(ended_by), mos=mos,
                   one_way=OneWay(one_way) if one_way else None, recorded=recorded)
