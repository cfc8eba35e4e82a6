"""The call log: calls into rows and back."""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from tongdai.domain.call import Call, Direction, EventKind, Leg, Moment, Outcome, Side
from tongdai.domain.quality import LegQuality, OneWay, Stream
from tongdai.domain.trail import parse_trail
from tongdai.store import models
from tongdai.store.call_rows import LONGEST_NUMBER, NUMBER_COLUMNS, CallFilter, matching
from tongdai.store.recordings import recording_rows
from tongdai.store.tenancy import everywhere, within

BATCH = 500
_LEG_FIELDS = tuple(each.name for each in fields(Leg))
_STREAM_FIELDS = tuple(each.name for each in fields(Stream))


def read_call(key: str, call: str, extension: str = "") -> Call | None:
    """One call whole, or None; with an extension, only if it had a part in the call."""
    with within(key):
        row = matching(CallFilter(extension=extension)).filter(id=call).first()
    return _call(row) if row else None


def was_recorded(key: str, call: str) -> bool:
    """Whether something of a call was recorded, also if it is kept no longer."""
    with within(key):
        return models.Call.objects.filter(id=call, recorded=True).exists()


def write_calls(calls: Iterable[Call]) -> None:
    """Add calls and what was recorded of them; what is there already stays as it is."""
    calls = tuple(calls)
    rows, recordings = [models.Call(**call_values(each)) for each in calls], recording_rows(calls)
    with everywhere(), transaction.atomic():
        models.Call.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
        if recordings:
            models.Recording.objects.bulk_create(recordings, batch_size=BATCH, ignore_conflicts=True)
        _note_late(calls)


def _note_late(calls: Iterable[Call]) -> None:
    """A month that is archived already and got another call is to be written anew."""
    late = Q()
    for tenant, month in sorted({(each.tenant, month_of(each.started)) for each in calls}):
        late |= Q(tenant_id=tenant, month=month)
    if late:
        models.ArchivedMonth.objects.filter(late).update(late=F("late") + 1)


def month_of(moment: datetime) -> str:
    """The month (UTC) that a call belongs to, as `2026-11`."""
    return moment.astimezone(UTC).strftime("%Y-%m")


def call_values(call: Call) -> dict[str, Any]:
    """The columns of a call's row; what was dialled may be longer than a column."""
    numbers = {name: getattr(call, name)[:LONGEST_NUMBER] for name in NUMBER_COLUMNS}
    return {"id": call.id, "tenant_id": call.tenant, "cell": call.cell, "direction": call.direction.value,
            **numbers, "started": call.started,
            "ring_seconds": call.ring_seconds, "talk_seconds": call.talk_seconds, "outcome": call.outcome.value,
            "cause": call.cause, "ended_by": call.ended_by.value, "codec": call.codec[:32],
            "recorded": bool(call.recordings), "trail": str(call.trail) if call.trail else "",
            "mos": call.mos, "one_way": call.one_way.value if call.one_way else None,
            "legs": [_leg_values(each) for each in call.legs],
            "timeline": [[each.offset, each.kind.value, each.leg, each.detail] for each in call.timeline]}


def _leg_values(leg: Leg) -> dict[str, Any]:
    """Level by level, since `asdict` copies every value deeply: a fifth of the time that a call takes."""
    values = _plain(leg, _LEG_FIELDS)
    if leg.quality is not None:
        heard = leg.quality.heard
        values["quality"] = {"sent": _plain(leg.quality.sent, _STREAM_FIELDS), "round_trip": leg.quality.round_trip,
                             "heard": _plain(heard, _STREAM_FIELDS) if heard else None}
    return values


def _plain(value: Leg | Stream, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(value, name) for name in names}


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
