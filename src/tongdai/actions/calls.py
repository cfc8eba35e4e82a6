"""The call log: list calls, tell one whole with its reasons, and hand them over as CSV."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from tongdai.actions.context import Context, NotFound, Refused, no_tenant
from tongdai.domain.call import Call, Moment, Outcome
from tongdai.domain.emodel import GREATEST_MOS, LEAST_MOS
from tongdai.domain.hearing import tell_quality
from tongdai.domain.message import Message, say
from tongdai.domain.person import Role
from tongdai.domain.rights import Reach, Right, reach_of
from tongdai.domain.timeline import tell_moment
from tongdai.plan import build_plan, explain_trail
from tongdai.store.call_rows import SORTS as SORTS
from tongdai.store.call_rows import Bound, count_call_rows, read_call_rows
from tongdai.store.call_rows import CallFilter as CallFilter
from tongdai.store.call_rows import CallRow as CallRow
from tongdai.store.call_rows import Count as Count
from tongdai.store.calls import read_call, was_recorded
from tongdai.store.reads import key_of
from tongdai.store.releases import key_of_former, read_release

PAGE_ROWS = 50
BATCH_ROWS = 1000
MOST_EXPORTED = 200_000
LONGEST_TEXT = 32
LONGEST_ID = 80
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
HEADINGS = ("call", "started", "direction", "caller", "dialled", "answered_by", "ring_seconds", "talk_seconds",
            "outcome", "ended_by", "mos", "one_way", "recorded")


@dataclass(frozen=True, slots=True)
class CallPage:
    """Some rows; `next` and `previous` are cursors to ask with, empty where there is nothing more."""

    rows: tuple[CallRow, ...]
    next: str
    previous: str


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """One moment of a call, and what happened then."""

    moment: Moment
    words: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class CallStory:
    """A call whole: what happened, when, why it went as it did, under which release, and how well people heard.

    `recorded` stays true when the recordings are kept no longer.
    """

    call: Call
    reasons: tuple[Message, ...]
    quality: tuple[Message, ...]
    timeline: tuple[TimelineLine, ...]
    release: int | None
    recorded: bool


def list_calls(ctx: Context, tenant: str | None = None, wanted: CallFilter | None = None, sort: str = "-started",
               cursor: str = "") -> CallPage:
    """One page of a tenant's calls; each page is read from where its neighbour ends, however long the log is."""
    key, mine = _scope(ctx, Right.SEE_CALLS, tenant, wanted)
    if sort not in SORTS:
        raise Refused(say("Calls cannot be sorted by '{sort}'; choose one of {known}.", sort=sort[:LONGEST_TEXT],
                          known=", ".join(SORTS)))
    is_back, bound = _read_cursor(cursor, sort)
    order = _turned(sort) if is_back else sort
    rows = read_call_rows(key, mine, order, bound, PAGE_ROWS + 1)
    has_more, rows = len(rows) > PAGE_ROWS, rows[:PAGE_ROWS]
    if is_back:
        rows.reverse()
    has_next, has_previous = (bound is not None, has_more) if is_back else (has_more, bound is not None)
    return CallPage(tuple(rows), _cursor("n", rows[-1], sort) if rows and has_next else "",
                    _cursor("p", rows[0], sort) if rows and has_previous else "")


def count_calls(ctx: Context, tenant: str | None = None, wanted: CallFilter | None = None) -> dict[Outcome, Count]:
    """How many calls there are, by how they ended; of each kind some thousands are counted, and then 'more' is said."""
    return count_call_rows(*_scope(ctx, Right.SEE_CALLS, tenant, wanted))


def show_call(ctx: Context, tenant: str | None, call_id: str) -> CallStory:
    """One call, explained by the plan of the release it ran under."""
    key, mine = _scope(ctx, Right.SEE_CALLS, tenant, None)
    call = read_call(key, call_id[:LONGEST_ID], mine.extension)
    if call is None:
        raise NotFound(say("There is no such call."))
    timeline = tuple(TimelineLine(each, tell_moment(call, each)) for each in call.timeline)
    return CallStory(call=call, reasons=_explain(ctx, key, call), quality=tell_quality(call), timeline=timeline,
                     release=call.trail.release if call.trail else None, recorded=was_recorded(key, call.id))


def export_calls(ctx: Context, tenant: str | None = None, wanted: CallFilter | None = None) -> Iterator[str]:
    """A tenant's calls as lines of CSV, the newest first; no cell is one that a spreadsheet would compute."""
    key, mine = _scope(ctx, Right.EXPORT_CALLS, tenant, wanted)
    return _csv_lines(key, mine)


def _csv_lines(key: str, wanted: CallFilter) -> Iterator[str]:
    yield _csv_line(HEADINGS)
    bound: Bound | None = None
    for _ in range(MOST_EXPORTED // BATCH_ROWS):
        rows = read_call_rows(key, wanted, "-started", bound, BATCH_ROWS)
        for row in rows:
            yield _csv_line((row.id, row.started.astimezone(UTC).isoformat(timespec="seconds"), row.direction.value,
                             row.caller, row.dialled, row.answered_by, f"{row.ring_seconds:.1f}",
                             f"{row.talk_seconds:.1f}", row.outcome.value, row.ended_by.value,
                             "" if row.mos is None else f"{row.mos:.2f}", row.one_way.value if row.one_way else "",
                             "yes" if row.recorded else "no"))
        if len(rows) < BATCH_ROWS:
            return
        bound = Bound(rows[-1].started, rows[-1].id)


def _csv_line(cells: tuple[str, ...]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(f"'{each}" if each.startswith(FORMULA_STARTS) else each for each in cells)
    return line.getvalue()


def _scope(ctx: Context, right: Right, tenant: str | None, wanted: CallFilter | None) -> tuple[str, CallFilter]:
    """The tenant's key, and the question bounded by what this person may see and by what can have been dialled."""
    handle = ctx.require(right, tenant)
    key = key_of(handle)
    if key is None and ctx.asker.role is Role.OPERATOR:
        key = key_of_former(handle)
    if key is None:
        raise no_tenant(handle)
    wanted = wanted or CallFilter()
    if wanted.mos_below is not None and not LEAST_MOS <= wanted.mos_below <= GREATEST_MOS:
        raise Refused(say("A MOS lies between 1 and 4.5, and {value} does not.", value=f"{wanted.mos_below:g}"))
    texts = {name: getattr(wanted, name)[:LONGEST_TEXT].strip() for name in ("caller", "dialled", "number", "text")}
    is_own = reach_of(ctx.asker.role, right) is Reach.OWN_EXTENSION
    return key, replace(wanted, **texts, extension=(ctx.asker.extension or "-") if is_own else "")


def _explain(ctx: Context, key: str, call: Call) -> tuple[Message, ...]:
    interrupted = (say("The engine stopped while the call was up."),) if call.outcome is Outcome.INTERRUPTED else ()
    if call.trail is None:
        return (say("The call ended before the switchboard could say which way it took."), *interrupted)
    release = read_release(key, call.trail.release, ctx.seal)
    plan = build_plan(release.house) if release and release.house else None
    return (*explain_trail(plan, call.trail, _rang(call)), *interrupted)


def _rang(call: Call) -> dict[str, int]:
    """How long each extension rang: the longest of its phones."""
    rang: dict[str, int] = {}
    for leg in call.legs[1:]:
        end = leg.answered if leg.answered is not None else leg.ended
        if end is not None:
            rang[leg.number] = max(rang.get(leg.number, 0), round(end - leg.started))
    return rang


def _turned(sort: str) -> str:
    return sort.removeprefix("-") if sort.startswith("-") else f"-{sort}"


def _cursor(way: str, row: CallRow, sort: str) -> str:
    """Where a neighbouring page begins: `n` or `p`, the sorted value and the id of the row at this page's edge."""
    value = row.started.isoformat() if SORTS[sort][0] == "started" else repr(row.talk_seconds)
    return f"{way}~{value}~{row.id}"


def _read_cursor(cursor: str, sort: str) -> tuple[bool, Bound | None]:
    if not cursor:
        return False, None
    way, _, rest = cursor[:200].partition("~")
    value, _, call = rest.partition("~")
    try:
        bound = datetime.fromisoformat(value) if SORTS[sort][0] == "started" else float(value)
    except ValueError:
        bound = None
    if way not in ("n", "p") or not call or bound is None or bound != bound \
            or (isinstance(bound, datetime) and bound.tzinfo is None):
        raise Refused(say("This page of the call log is not there; begin again at the first."))
    return way == "p", Bound(bound, call)
