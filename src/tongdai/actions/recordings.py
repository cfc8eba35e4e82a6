"""Recordings: find them, listen, hold, delete, see who listened; a listening is written down before it begins."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tongdai.actions.change import occasion_of, recording, refusing_trouble
from tongdai.actions.context import Context, NotFound, Refused
from tongdai.actions.recording_files import MOST_IDS as MOST_IDS
from tongdai.actions.recording_files import name_of, open_chunks, recordings_scope, require_kept, told
from tongdai.domain.difference import Action, Change, Difference
from tongdai.domain.message import say
from tongdai.domain.recording import Recording as Recording
from tongdai.domain.recording import RecordingState as RecordingState
from tongdai.domain.rights import Right
from tongdai.store.calls import read_call
from tongdai.store.listenings import ListeningBound, read_listenings, write_listenings
from tongdai.store.listenings import ListeningRow as ListeningRow
from tongdai.store.recordings import (
    RecordingBound,
    erase,
    hold,
    read_recording,
    read_recordings,
    read_recordings_of,
    read_waveform,
)
from tongdai.store.recordings import RecordingFilter as RecordingFilter
from tongdai.store.writes import record

PAGE_ROWS = 50
LONGEST_ID = 80
LONGEST_REASON = 200
MEDIA_TYPE = "audio/ogg"


class Listened(StrEnum):
    """What somebody did with a recording."""

    LISTENED = "listened"
    DOWNLOADED = "downloaded"


@dataclass(frozen=True, slots=True)
class RecordingPage:
    """Some recordings, the newest first; `next` is the cursor to ask with, empty where there is nothing more."""

    rows: tuple[Recording, ...]
    next: str


@dataclass(frozen=True, slots=True)
class ListeningPage:
    """Who listened, the newest first; `next` is the cursor to ask with, empty where there is nothing more."""

    rows: tuple[ListeningRow, ...]
    next: str


@dataclass(frozen=True, slots=True)
class MeasuredRecording:
    """What can be told of a recording's file without listening; as of an OpenedRecording."""

    name: str
    tag: str
    size: int


@dataclass(frozen=True, slots=True)
class OpenedRecording:
    """A recording that is being handed over: bytes `first` to `last` (both included) of `size`, in pieces.

    `tag` is the SHA-256 of the whole, so that a browser knows what it has; `name` is made of our own words.
    """

    media_type: str
    name: str
    tag: str
    size: int
    first: int
    last: int
    chunks: Iterator[bytes]


@dataclass(frozen=True, slots=True)
class Waveform:
    """How loud each side is along the recording: the same number of peaks for each, from 0 to 255.

    A peak is the square root of the amplitude, so that quiet speech can be seen too.
    """

    left: bytes
    right: bytes


class OutOfRange(Refused):
    """The recording has no such bytes; `size` is how many it has."""

    def __init__(self, size: int) -> None:
        super().__init__(say("The recording has {size} bytes, and none of them were asked for.", size=size))
        self.size = size


def list_recordings(ctx: Context, tenant: str | None = None, wanted: RecordingFilter | None = None,
                    cursor: str = "") -> RecordingPage:
    """One page of a tenant's recordings, the newest first; a user sees those of calls of the own extension."""
    key, mine = recordings_scope(ctx, Right.LISTEN, tenant, wanted)
    rows = read_recordings(key, mine, _read_cursor(cursor), PAGE_ROWS + 1)
    last = rows[PAGE_ROWS - 1] if len(rows) > PAGE_ROWS else None
    return RecordingPage(tuple(rows[:PAGE_ROWS]), f"{last.started.isoformat()}~{last.id}" if last else "")


def recordings_of_call(ctx: Context, tenant: str | None, call_id: str) -> tuple[Recording, ...]:
    """What was recorded of one call, also where the call has left the log already."""
    key, mine = recordings_scope(ctx, Right.LISTEN, tenant)
    found = read_recordings_of(key, call_id[:LONGEST_ID], mine.extension)
    if not found and read_call(key, call_id[:LONGEST_ID], mine.extension) is None:
        raise NotFound(say("There is no such call."))
    return found


def show_recording(ctx: Context, tenant: str | None, recording_id: str) -> Recording:
    """One recording."""
    return _find(ctx, Right.LISTEN, tenant, recording_id)[1]


def measure_recording(ctx: Context, tenant: str | None, recording_id: str) -> MeasuredRecording:
    """How large a recording is and what it is called; nobody has listened."""
    found = _find(ctx, Right.LISTEN, tenant, recording_id)[1]
    require_kept(found)
    return MeasuredRecording(name_of(found), found.digest, found.size)


def open_recording(ctx: Context, tenant: str | None, recording_id: str, first: int = 0, last: int | None = None,
                   action: Listened = Listened.LISTENED) -> OpenedRecording:
    """Hand over a recording, or a range of its bytes; that it was listened to is written down before.

    A negative `first` counts from the end. What one person asks of one recording within ten minutes is one listening.
    """
    right = Right.LISTEN if action is Listened.LISTENED else Right.TAKE_RECORDINGS
    key, found = _find(ctx, right, tenant, recording_id)
    require_kept(found)
    start, end = _range(found.size, first, last)
    chunks = open_chunks(ctx, found, start, end)
    with refusing_trouble():
        write_listenings(key, [found], action.value, occasion_of(ctx, ""))
    return OpenedRecording(MEDIA_TYPE, name_of(found), found.digest, found.size, start, end, chunks)


def waveform(ctx: Context, tenant: str | None, recording_id: str) -> Waveform:
    """How loud each side is along the recording; made once, when the recording was taken over."""
    key, found = _find(ctx, Right.LISTEN, tenant, recording_id)
    require_kept(found)
    peaks = read_waveform(key, found.id)
    half = len(peaks) // 2
    return Waveform(peaks[:half], peaks[half:])


def hold_recording(ctx: Context, tenant: str | None, recording_id: str, reason: str) -> None:
    """Keep a recording whatever retention and quota say, for a reason that is shown beside it."""
    key, found = _find(ctx, Right.HOLD_RECORDINGS, tenant, recording_id)
    reason = " ".join(reason.split())
    if not reason or len(reason) > LONGEST_REASON or not reason.isprintable():
        raise Refused(say("A hold needs a reason of 1 to {longest} characters; write one.", longest=LONGEST_REASON))
    _change_hold(ctx, key, found, reason, reason)


def let_go_recording(ctx: Context, tenant: str | None, recording_id: str, why: str = "") -> None:
    """Take a hold away: retention and quota decide again."""
    key, found = _find(ctx, Right.HOLD_RECORDINGS, tenant, recording_id)
    if found.held:
        _change_hold(ctx, key, found, "", why)


def delete_recording(ctx: Context, tenant: str | None, recording_id: str, why: str = "") -> None:
    """Delete a recording for good: nobody sees it from now on, and its files are erased within moments."""
    key, found = _find(ctx, Right.DELETE_RECORDINGS, tenant, recording_id)
    with recording(ctx, why) as occasion:
        if not erase(key, [found.id]):
            raise Refused(say("This recording is held ({reason}) and nothing was deleted; let it go first.",
                              reason=found.hold_reason))
        record(occasion, key, Difference((Change(Action.REMOVED, "recording", found.id, before=told(found)),)))


def list_listenings(ctx: Context, tenant: str | None = None, recording_id: str = "",
                    cursor: str = "") -> ListeningPage:
    """Who listened to a tenant's recordings, or to one of them (also one that is gone), the newest first."""
    key, _ = recordings_scope(ctx, Right.SEE_LISTENERS, tenant)
    bound = _read_cursor(cursor)
    try:
        behind = ListeningBound(bound.started, int(bound.id)) if bound else None
    except ValueError as error:
        raise _no_page() from error
    rows = read_listenings(key, recording_id[:LONGEST_ID], behind, PAGE_ROWS + 1)
    last = rows[PAGE_ROWS - 1] if len(rows) > PAGE_ROWS else None
    return ListeningPage(tuple(rows[:PAGE_ROWS]), f"{last.at.isoformat()}~{last.id}" if last else "")


def _find(ctx: Context, right: Right, tenant: str | None, recording_id: str) -> tuple[str, Recording]:
    """The tenant's key and the recording; one that is not this person's was never there."""
    key, mine = recordings_scope(ctx, right, tenant)
    found = read_recording(key, recording_id[:LONGEST_ID], mine.extension)
    if found is None:
        raise NotFound(say("There is no such recording."))
    return key, found


def _change_hold(ctx: Context, key: str, found: Recording, reason: str, why: str) -> None:
    with recording(ctx, why) as occasion:
        if not hold(key, found.id, reason):
            raise NotFound(say("There is no such recording."))
        record(occasion, key, Difference((
            Change(Action.CHANGED, "recording", found.id, "hold", found.hold_reason, reason),)))


def _range(size: int, first: int, last: int | None) -> tuple[int, int]:
    start = max(0, size + first) if first < 0 else first
    end = size - 1 if last is None else min(last, size - 1)
    if not 0 <= start <= end:
        raise OutOfRange(size)
    return start, end


def _read_cursor(cursor: str) -> RecordingBound | None:
    if not cursor:
        return None
    moment, _, which = cursor[:200].partition("~")
    try:
        started = datetime.fromisoformat(moment)
    except ValueError as error:
        raise _no_page() from error
    if not which or started.tzinfo is None:
        raise _no_page()
    return RecordingBound(started, which)


def _no_page() -> Refused:
    return Refused(say("This page of the list is not there; begin again at the first."))
