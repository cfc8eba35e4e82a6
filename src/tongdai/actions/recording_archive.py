"""Take many recordings away at once: a ZIP file that is made while it is sent, with a list of what is in it."""

import csv
import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC
from typing import Final
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from tongdai.actions.calls import FORMULA_STARTS
from tongdai.actions.change import occasion_of, refusing_trouble
from tongdai.actions.context import Context, Refused
from tongdai.actions.recording_files import name_of, open_chunks, recordings_scope
from tongdai.domain.message import say
from tongdai.domain.recording import Recording, RecordingState
from tongdai.domain.rights import Right
from tongdai.media import MediaError
from tongdai.store.listenings import write_listenings
from tongdai.store.recordings import RecordingFilter, read_recordings

logger = logging.getLogger("tongdai.recordings")

MOST_TAKEN: Final = 500
MOST_BYTES: Final = 2_000_000_000
INDEX: Final = "recordings.csv"
HEADINGS: Final = ("file", "recording", "call", "started", "seconds", "caller", "dialled", "answered_by",
                   "recorded_side", "sha256")


@dataclass(frozen=True, slots=True)
class TakenRecordings:
    """A ZIP file in pieces, and how many recordings are in it."""

    count: int
    size: int
    chunks: Iterator[bytes]


def take_recordings(ctx: Context, tenant: str | None = None, wanted: RecordingFilter | None = None) -> TakenRecordings:
    """Hand over every recording that is asked for, the newest first; each is written down as taken away before.

    More than 500 recordings or 2 GB are refused: a narrower question gives the rest. Names in the file are made of our
    own ids, dates and digits.
    """
    key, mine = recordings_scope(ctx, Right.TAKE_RECORDINGS, tenant, wanted)
    found = read_recordings(key, replace(mine, state=RecordingState.KEPT), None, MOST_TAKEN + 1)
    size = sum(each.size for each in found)
    if not found:
        raise Refused(say("There is no recording to take away; ask for other days or numbers."))
    if len(found) > MOST_TAKEN or size > MOST_BYTES:
        raise Refused(say("One file holds {most} recordings and {gigabytes} GB at most; ask for fewer days or for one "
                          "number.", most=MOST_TAKEN, gigabytes=MOST_BYTES // 10**9))
    with refusing_trouble():
        write_listenings(key, found, "downloaded", occasion_of(ctx, ""))
    return TakenRecordings(len(found), size, _zip(ctx, found))


def _zip(ctx: Context, found: list[Recording]) -> Iterator[bytes]:
    sink = _Sink()
    taken: list[Recording] = []
    with ZipFile(sink, "w", ZIP_STORED) as archive:  # type: ignore[call-overload]  # writes forward only, so no seek
        for each in found:
            yield from _add(archive, sink, ctx, each, taken)
        archive.writestr(_entry(INDEX, found[0]), _index(taken))
    yield sink.take()


def _add(archive: ZipFile, sink: "_Sink", ctx: Context, each: Recording, taken: list[Recording]) -> Iterator[bytes]:
    """One recording; a file that cannot be read is left out, and the list tells what is there."""
    try:
        chunks = open_chunks(ctx, each, 0, each.size - 1)
        first = next(chunks)
    except (Refused, MediaError, OSError):
        logger.exception("recording %s cannot be read", each.id)
        return
    with archive.open(_entry(name_of(each), each), "w") as file:
        file.write(first)
        for chunk in chunks:
            file.write(chunk)
            yield sink.take()
    taken.append(each)


def _entry(name: str, each: Recording) -> ZipInfo:
    entry = ZipInfo(name, each.started.astimezone(UTC).timetuple()[:6])
    entry.external_attr = 0o600 << 16
    return entry


def _index(taken: list[Recording]) -> str:
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(HEADINGS)
    for each in taken:
        cells = (name_of(each), each.id, each.call, each.started.isoformat(timespec="seconds"), f"{each.seconds:.1f}",
                 each.caller, each.dialled, each.answered_by, each.number, each.digest)
        writer.writerow(f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell for cell in cells)
    return lines.getvalue()


class _Sink:
    """Where the archive is written: whatever came since the last time is taken from here."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        """Keep a piece."""
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> bytes:
        """All that was written since the last time."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)
