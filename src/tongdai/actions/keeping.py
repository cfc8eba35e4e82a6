"""Keep recordings: take them over from the engine, erase what was deleted, and forget nothing in its spool."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from stat import S_ISREG
from typing import Final

from tongdai.actions.context import Context
from tongdai.actions.incidents import note_incident
from tongdai.actions.recording_files import place_of, recordings_key
from tongdai.domain.incident import Incident, IncidentKind
from tongdai.domain.recording import Recording, RecordingState
from tongdai.domain.rights import Right
from tongdai.engine import EngineError
from tongdai.media import Kept, MediaError, SourcePart, keep, remove
from tongdai.store.recordings import (
    forget,
    is_up,
    read_in_state,
    read_with_file,
    write_found,
    write_kept,
    write_lost,
    write_stray,
)

MOST_AT_ONCE: Final = 100
MOST_STRAYS: Final = 1000
SECONDS_OF_WORK: Final = 30.0
QUIET: Final = timedelta(seconds=3)
"""A file that nobody wrote to for so long is whole: the engine writes every 20 ms."""
GRACE: Final = timedelta(minutes=1)
"""So long after its end a recording may still be without its file."""
STRAY: Final = timedelta(hours=1)
BYTES_A_SECOND: Final = 32_000


def take_over_recordings(ctx: Context) -> int:
    """Keep what the engine has recorded, the oldest first, for a bounded time; how many were kept.

    1. Keep the file: encoded, compared, synced. 2. Write that down. 3. Only then delete the engine's. A kill in between
    leaves the engine's file, or both, and the next round goes on from there.
    """
    ctx.require(Right.INGEST)
    began, count = time.monotonic(), 0
    for each in read_in_state(ctx.settings.cell, RecordingState.WAITING, MOST_AT_ONCE):
        if time.monotonic() - began > SECONDS_OF_WORK:
            break
        if _is_whole(ctx, each):
            count += _take_over(ctx, each)
    return count


def erase_recordings(ctx: Context) -> int:
    """Delete the files of recordings that were deleted or have expired, and after them the rows; how many."""
    ctx.require(Right.INGEST)
    erased = read_in_state(ctx.settings.cell, RecordingState.ERASED, MOST_AT_ONCE)
    for each in erased:
        remove(place_of(ctx, each))
        _discard(ctx, each)
        forget(each.id)
    return len(erased)


def look_for_strays(ctx: Context) -> int:
    """Look at files of the engine's that have been there for an hour; how many were strays.

    What is kept already (a kill came before the deletion) is deleted. What was thought lost waits again. What no call
    speaks of becomes a recording without a call, and an incident says so.
    """
    ctx.require(Right.INGEST)
    count = 0
    for key, path, written in _old_parts(ctx):
        known = read_with_file(key, path.name, written)
        if known is None and not is_up(ctx.settings.cell, path.name):
            _adopt(ctx, key, path, written)
            count += 1
        elif known is not None:
            _settle(ctx, known, path.name)
    return count


def _take_over(ctx: Context, waiting: Recording) -> bool:
    parts = [each for each in _parts(ctx, waiting) if _about(each.path) is not None]
    place = replace(place_of(ctx, waiting), sealed=ctx.settings.seal_recordings == "yes")
    try:
        if not parts:
            raise MediaError("The engine left no file.")
        kept = keep(parts, place, recordings_key(ctx))
    except MediaError as error:
        _lose(ctx, waiting, str(error))
        return False
    if len(parts) < len(waiting.parts):
        _note(ctx, waiting, f"{len(waiting.parts) - len(parts)} of its {len(waiting.parts)} parts are missing.")
    if _write(waiting, kept, place.sealed):
        _discard(ctx, waiting)
    return True


def _write(waiting: Recording, kept: Kept, sealed: bool) -> bool:
    return write_kept(waiting.id, seconds=kept.seconds, size=kept.size, digest=kept.digest, sealed=sealed,
                      waveform=kept.waveform)


def _parts(ctx: Context, found: Recording) -> list[SourcePart]:
    return [SourcePart(ctx.engine.recorded_part(found.tenant, each.file), each.began) for each in found.parts]


def _is_whole(ctx: Context, waiting: Recording) -> bool:
    """Whether the engine is done with all its files, or has had the time."""
    now, first, last = ctx.now(), waiting.parts[0], waiting.parts[-1]
    seconds = (last.began if last.ended is None else last.ended) - first.began
    found = [_about(each.path) for each in _parts(ctx, waiting)]
    if any(each is not None and abs(now - each[1]) < QUIET for each in found):
        return False
    return None not in found or now > waiting.started + timedelta(seconds=seconds) + GRACE


def _about(path: Path) -> tuple[int, datetime] | None:
    """Size of a file, or of a link that was put in its place, and when it was written; None where there is none."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return None
    return found.st_size, datetime.fromtimestamp(found.st_mtime, UTC)


def _lose(ctx: Context, waiting: Recording, reason: str) -> None:
    if write_lost(waiting.id):
        _note(ctx, waiting, reason)


def _note(ctx: Context, about: Recording, reason: str) -> None:
    now = ctx.now()
    note_incident(ctx, Incident(
        id=f"recording-{about.id}", kind=IncidentKind.RECORDING_LOST, cell=ctx.settings.cell, began=now, ended=now,
        details={"call": about.call or about.channel, "recording": about.id, "reason": reason[:200]}))


def _discard(ctx: Context, found: Recording) -> None:
    for each in found.parts:
        ctx.engine.discard_part(found.tenant, each.file)


def _old_parts(ctx: Context) -> Iterator[tuple[str, Path, datetime]]:
    """Plain files among what the engine recorded that have not been written to for an hour, a bounded number."""
    for number, (key, file) in enumerate(ctx.engine.recorded_parts()):
        if number >= MOST_STRAYS:
            return
        try:
            path = ctx.engine.recorded_part(key, file)
            found = path.lstat()
        except (EngineError, FileNotFoundError):
            continue
        written = datetime.fromtimestamp(found.st_mtime, UTC)
        if S_ISREG(found.st_mode) and ctx.now() - written > STRAY:
            yield key, path, written


def _settle(ctx: Context, known: Recording, file: str) -> None:
    match known.state:
        case RecordingState.KEPT if place_of(ctx, known).path.is_file():
            ctx.engine.discard_part(known.tenant, file)
        case RecordingState.LOST:
            write_found(known.id)
        case _:
            return


def _adopt(ctx: Context, key: str, path: Path, written: datetime) -> None:
    started = written - timedelta(seconds=path.lstat().st_size / BYTES_A_SECOND)
    made = write_stray(key, ctx.settings.cell, path.name, started)
    now = ctx.now()
    note_incident(ctx, Incident(
        id=f"recording-{made}", kind=IncidentKind.RECORDING_LOST, cell=ctx.settings.cell, began=now, ended=now,
        details={"call": path.name[:80], "recording": made,
                 "reason": "The log has no call that it belongs to, so it stands among the recordings without one."}))
