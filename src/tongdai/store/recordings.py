"""Recordings into rows and back: written with their call, found by time and number, held, and counted by size."""

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet, Sum, TextField
from django.db.models.functions import Cast

from tongdai.domain.call import Call
from tongdai.domain.recording import CallRecording, RecordedPart, Recording, RecordingState
from tongdai.store import models
from tongdai.store.storage import count_recording
from tongdai.store.tenancy import everywhere, within

BATCH = 500
DAYS_AROUND = timedelta(days=3)
NUMBER_COLUMNS = ("number", "caller", "dialled", "answered_by")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingFilter:
    """Which recordings are asked for; what is empty asks for nothing. `until` is the first instant no longer meant.

    `number` has any part in the call; `text` is how such a number begins. `extension` bounds what may be seen at all.
    """

    since: datetime | None = None
    until: datetime | None = None
    number: str = ""
    text: str = ""
    held: bool | None = None
    state: RecordingState | None = None
    ids: tuple[str, ...] = ()
    extension: str = ""


@dataclass(frozen=True, slots=True)
class RecordingBound:
    """The row a page begins behind: when its recording began, and its id."""

    started: datetime
    id: str


_COLUMNS = ("id", "tenant_id", "call", "cell", "channel", "number", "caller", "dialled", "answered_by", "started",
            "began", "seconds", "state", "size", "parts", "digest", "sealed", "held", "hold_reason")


def recording_rows(calls: Iterable[Call]) -> list[models.Recording]:
    """The rows of everything that the events of these calls say was recorded; each with a fresh id."""
    return [_new_row(call, each) for call in calls for each in call.recordings]


def _new_row(call: Call, made: CallRecording) -> models.Recording:
    began = made.parts[0].began if made.parts else 0.0
    return models.Recording(
        id=secrets.token_hex(16), tenant_id=call.tenant, call=call.id, cell=call.cell, channel=made.channel,
        number=made.number, caller=call.caller, dialled=call.dialled, answered_by=call.answered_by,
        started=call.started + timedelta(seconds=began), began=began, state=RecordingState.WAITING.value,
        parts=[asdict(each) for each in made.parts])


def read_recordings(key: str, wanted: RecordingFilter, bound: RecordingBound | None, most: int) -> list[Recording]:
    """At most `most` behind a bound, the newest first.

    A number with any part in the call is looked for in each column by itself, so that each search has its index; the
    first rows of all searches are the first rows of the answer.
    """
    found: dict[str, Recording] = {}
    with within(key):
        rows = _behind(_matching(wanted), bound).order_by("-started", "-id")
        for condition in _searches(wanted.number or wanted.extension):
            for each in rows.filter(condition).values_list(*_COLUMNS)[:most]:
                found[each[0]] = _recording(*each)
    return sorted(found.values(), key=lambda each: (each.started, each.id), reverse=True)[:most]


def _matching(wanted: RecordingFilter) -> "QuerySet[models.Recording]":
    exact: dict[str, Any] = {"started__gte": wanted.since, "started__lt": wanted.until, "held": wanted.held,
                             "state": wanted.state, "id__in": wanted.ids or None}
    rows = models.Recording.objects.filter(**{name: value for name, value in exact.items() if value is not None})
    rows = rows.exclude(state=RecordingState.ERASED)
    for number in filter(None, (wanted.number, wanted.extension)):
        rows = rows.filter(_any_number("exact", number))
    return rows.filter(_any_number("startswith", wanted.text)) if wanted.text else rows


def _behind(rows: "QuerySet[models.Recording]", bound: RecordingBound | None) -> "QuerySet[models.Recording]":
    if bound is None:
        return rows
    return rows.filter(Q(started__lte=bound.started), ~Q(started=bound.started) | Q(id__lt=bound.id))


def _searches(number: str) -> list[Q]:
    return [Q(**{column: number}) for column in NUMBER_COLUMNS] if number else [Q()]


def _any_number(lookup: str, number: str) -> Q:
    condition = Q()
    for column in NUMBER_COLUMNS:
        condition |= Q(**{f"{column}__{lookup}": number})
    return condition


def read_recordings_of(key: str, call: str, extension: str = "") -> tuple[Recording, ...]:
    """What was recorded of one call, in the order in which it began."""
    with within(key):
        rows = _matching(RecordingFilter(extension=extension)).filter(call=call).order_by("started", "id")
        return tuple(_recording(*each) for each in rows.values_list(*_COLUMNS))


def read_recording(key: str, recording: str, extension: str = "") -> Recording | None:
    """One recording, or None; with an extension, only if it had a part in the call."""
    found = read_recordings(key, RecordingFilter(ids=(recording,), extension=extension), None, 1)
    return found[0] if found else None


def read_waveform(key: str, recording: str) -> bytes:
    """The peaks that were made when the recording was taken over; empty before that."""
    with within(key):
        peaks = models.Recording.objects.filter(id=recording).values_list("waveform", flat=True).first()
    return bytes(peaks or b"")


def hold(key: str, recording: str, reason: str) -> bool:
    """Hold a recording for this reason, or let it go (empty); whether it was there."""
    with within(key):
        rows = models.Recording.objects.filter(id=recording).exclude(state=RecordingState.ERASED)
        return bool(rows.update(held=bool(reason), hold_reason=reason))


def erase(key: str, recordings: Sequence[str]) -> int:
    """Take recordings out of everybody's sight; one that is held stays. How many were taken."""
    count = 0
    with within(key):
        for first in range(0, len(recordings), BATCH):
            rows = models.Recording.objects.filter(id__in=recordings[first:first + BATCH], held=False)
            count += rows.exclude(state=RecordingState.ERASED).update(state=RecordingState.ERASED)
    return count


def forget(recording: str) -> None:
    """Delete the row of a recording that was erased, once its files are gone."""
    with everywhere(), transaction.atomic():
        rows = models.Recording.objects.filter(id=recording, state=RecordingState.ERASED)
        for key, size in rows.select_for_update().values_list("tenant_id", "size"):
            rows.delete()
            count_recording(key, -1 if size else 0, -size)


def read_in_state(cell: str, state: RecordingState, most: int) -> list[Recording]:
    """Recordings of every tenant of a cell in one state, the oldest first."""
    with everywhere():
        rows = models.Recording.objects.filter(cell=cell, state=state).order_by("started", "id")
        return [_recording(*each) for each in rows.values_list(*_COLUMNS)[:most]]


def read_with_file(key: str, file: str, near: datetime) -> Recording | None:
    """A tenant's recording that has this file among its parts, also an erased one; looked for some days around."""
    with within(key):
        rows = models.Recording.objects.filter(started__range=(near - DAYS_AROUND, near + DAYS_AROUND))
        rows = rows.annotate(files=Cast("parts", TextField())).filter(files__contains=f'"{file}"')
        found = rows.values_list(*_COLUMNS).first()
    return _recording(*found) if found else None


def is_up(cell: str, file: str) -> bool:
    """Whether a call that is not over has this file."""
    return models.PendingEvent.objects.filter(cell=cell, line__contains=file).exists()


def write_stray(key: str, cell: str, file: str, started: datetime) -> str:
    """A recording for a file of the engine's that no call speaks of; it waits like any other. Gives its id."""
    row = models.Recording(
        id=secrets.token_hex(16), tenant_id=key, call="", cell=cell, channel=file[:80], number="", caller="",
        dialled="", answered_by="", started=started, began=0.0, state=RecordingState.WAITING.value,
        parts=[asdict(RecordedPart(file, 0.0, None))])
    with everywhere():
        models.Recording.objects.bulk_create([row], ignore_conflicts=True)
    return row.id


def write_kept(recording: str, *, seconds: float, size: int, digest: str, sealed: bool, waveform: bytes) -> bool:
    """Say that a waiting recording is kept now; False where it waits no more."""
    with everywhere(), transaction.atomic():
        rows = models.Recording.objects.filter(id=recording, state=RecordingState.WAITING)
        keys = list(rows.select_for_update().values_list("tenant_id", flat=True))
        if keys:
            rows.update(state=RecordingState.KEPT, seconds=seconds, size=size, digest=digest, sealed=sealed,
                        waveform=waveform)
            count_recording(keys[0], 1, size)
        return bool(keys)


def write_lost(recording: str) -> bool:
    """Say that a waiting recording is lost; False where it waits no more."""
    with everywhere():
        rows = models.Recording.objects.filter(id=recording, state=RecordingState.WAITING)
        return bool(rows.update(state=RecordingState.LOST))


def write_found(recording: str) -> bool:
    """Let a lost recording whose file has turned up wait again; False where it is not lost."""
    with everywhere():
        rows = models.Recording.objects.filter(id=recording, state=RecordingState.LOST)
        return bool(rows.update(state=RecordingState.WAITING))


def read_sizes() -> dict[str, int]:
    """What the recordings of every tenant (by key) take, in bytes; tenants that have none are not named."""
    with everywhere():
        rows = models.Recording.objects.exclude(state=RecordingState.ERASED).order_by()
        return dict(rows.values_list("tenant_id").annotate(Sum("size")))


def read_held_sizes() -> dict[str, int]:
    """What those of them take that are held."""
    with everywhere():
        rows = models.Recording.objects.filter(held=True).exclude(state=RecordingState.ERASED).order_by()
        return dict(rows.values_list("tenant_id").annotate(Sum("size")))


def read_oldest(key: str, before: datetime, most: int) -> list[Recording]:
    """A tenant's oldest recordings that nobody holds and that began before a moment."""
    with within(key):
        rows = models.Recording.objects.filter(held=False, started__lt=before).exclude(state=RecordingState.ERASED)
        return [_recording(*each) for each in rows.order_by("started", "id").values_list(*_COLUMNS)[:most]]


def _recording(*cells: Any) -> Recording:
    values: Mapping[str, Any] = dict(zip(_COLUMNS, cells, strict=True))
    return Recording(
        tenant=values["tenant_id"], state=RecordingState(values["state"]), parts=tuple(_parts(values["parts"])),
        started=values["started"].astimezone(UTC),
        **{name: values[name] for name in _COLUMNS if name not in ("tenant_id", "state", "parts", "started")})


def _parts(rows: Iterable[dict[str, Any]]) -> Iterator[RecordedPart]:
    for each in rows:
        yield RecordedPart(each["file"], each["began"], each["ended"])
