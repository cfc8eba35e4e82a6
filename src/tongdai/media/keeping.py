"""Take a recording over from the engine: join, encode, seal, compare, and only then give it its name."""

import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from tongdai.media.comparing import difference
from tongdai.media.opus import COMPACT, GENEROUS, decode, encode
from tongdai.media.peaks import draw_peaks
from tongdai.media.place import Place, aside, make_directory, sync_directory
from tongdai.media.raw import RATE, Source, SourcePart, open_source
from tongdai.media.reading import open_kept
from tongdai.media.sealed import CHUNK, Lock, MediaError, seal_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A recording that lies where it belongs: how long, how large, its SHA-256 and its picture."""

    seconds: float
    size: int
    digest: str
    waveform: bytes


def keep(parts: Sequence[SourcePart], place: Place, key: bytes) -> Kept:
    """Put a recording in its place. The source is left as it is: it may go once this has been written down.

    1. Open the source. 2. Encode it beside its place, sealed if it is to be. 3. Sync, read that file back and compare.
    4. Where it is not like its source, encode it again with more bits. 5. Give it its name, in one step.
    """
    with open_source(parts) as source:
        if not source.frames:
            raise EmptySourceError(f"The engine wrote nothing into {parts[0].path.name}.")
        make_directory(place)
        draft = aside(place.path)
        size, digest = _encode_well(source, place, key, draft)
        kept = Kept(seconds=source.frames / RATE, size=size, digest=digest, waveform=draw_peaks(source))
    draft.replace(place.path)
    sync_directory(place.directory)
    return kept


class EmptySourceError(MediaError):
    """The engine left files without any sound."""


def _encode_well(source: Source, place: Place, key: bytes, draft: Path) -> tuple[int, str]:
    """Size and digest of the first encoding that is like its source."""
    for level in (COMPACT, GENEROUS):
        with tempfile.TemporaryFile(dir=place.directory) as encoded:
            encode(source, encoded, level)
            size = encoded.seek(0, os.SEEK_END)
            _write(encoded, size, place, key, draft)
            digest = _digest(encoded)
        with draft.open("rb") as file, open_kept(file, place, key) as sound:
            found = difference(source.blocks(), decode(sound))
        if not found:
            return size, digest
    draft.unlink()
    raise MediaError(f"What was encoded for {place.name} is not like its source: {found}.")


def _write(encoded: BinaryIO, size: int, place: Place, key: bytes, draft: Path) -> None:
    draft.unlink(missing_ok=True)
    encoded.seek(0)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        if place.sealed:
            seal_file(encoded, size, out, Lock(key, place.name))
        else:
            out.writelines(_pieces(encoded))
        out.flush()
        os.fsync(descriptor)


def _digest(encoded: BinaryIO) -> str:
    encoded.seek(0)
    whole = sha256()
    for piece in _pieces(encoded):
        whole.update(piece)
    return whole.hexdigest()


def _pieces(file: BinaryIO) -> Iterable[bytes]:
    return iter(lambda: file.read(CHUNK), b"")
