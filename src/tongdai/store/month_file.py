"""A month's calls as a file that explains itself: compressed lines of JSON, read back before it counts."""

import gzip
import hashlib
import heapq
import json
import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby, zip_longest
from pathlib import Path
from typing import IO, Any

from tongdai.store.months import Line

FORMAT = "tongdai calls of one month"
VERSION = 1
CHUNK = 64 * 1024
FIELDS = {
    "id": "unique for ever", "tenant_id": "key of the tenant", "cell": "the engine that carried it",
    "direction": "internal, inbound or outbound", "caller": "who called", "dialled": "what was dialled",
    "answered_by": "who answered first, or empty", "started": "when it began, UTC", "ring_seconds": "how long it rang",
    "talk_seconds": "how long it was up after the first answer", "outcome": "how it ended",
    "cause": "cause by ITU-T Q.850", "ended_by": "who ended it", "codec": "audio format of the caller",
    "trail": "the steps of the call plan that it passed", "legs": "one for each phone that had a part",
    "timeline": "second, what happened, which leg, with what", "mos": "worst MOS by ITU-T G.107, or null",
    "one_way": "who heard nothing, or null", "recorded": "whether something was recorded",
    "recordings": "ids of its recordings"}
"""What each column means; the file's first line says it to whoever finds the file without this program."""


class MonthFileError(Exception):
    """A month's file is missing, damaged, or not what was to be written; the message says which."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was read back and compared."""

    calls: int
    size: int
    digest: str


def write_month(file: Path, header: dict[str, str], lines: Callable[[], Iterable[Line]]) -> Written:
    """Write a month whole or not at all; `lines` is asked twice, to write and to compare what was written.

    1. Beside the file, compressed, with the number of calls and a digest in the last line. 2. On the disk. 3. Read
    back and compared with what the database says. 4. In the file's place, in one step.
    """
    aside = file.with_name(f".{file.name}.new")
    try:
        with aside.open("wb") as raw:
            _write(raw, header, lines())
            raw.flush()
            os.fsync(raw.fileno())
        calls = _compare(aside, lines())
        written = Written(calls, aside.stat().st_size, digest_of(aside))
        aside.chmod(0o640)
        aside.replace(file)
        _sync(file.parent)
    finally:
        aside.unlink(missing_ok=True)
    return written


def both(present: Iterable[Line], former: Iterable[Line]) -> Iterator[Line]:
    """The lines of two sources in order, each call once: as the first source has it."""
    merged = heapq.merge(present, former, key=lambda each: (each.started, each.id))
    return (next(same) for _, same in groupby(merged, key=lambda each: (each.started, each.id)))


def read_month(file: Path) -> Iterator[Line]:
    """The calls of a file in order; raises MonthFileError where it is not whole, at the latest at its end."""
    with _opened(file) as lines:
        head = json.loads(next(lines, b"null"))
        if not isinstance(head, dict) or head.get("format") != FORMAT or head.get("version") != VERSION:
            raise MonthFileError(f"{file} is no archive of calls that this version can read")
        digest = hashlib.sha256(_header_line(head))
        for calls, raw in enumerate(lines):
            line = json.loads(raw)
            if "end" in line:
                if line["end"] != {"calls": calls, "sha256": digest.hexdigest()}:
                    break
                return
            digest.update(raw)
            yield Line(line["started"], line["id"], raw.decode().rstrip("\n"))
    raise MonthFileError(f"{file} is damaged: it does not end as it was written")


def digest_of(file: Path) -> str:
    """The SHA-256 of a file."""
    with file.open("rb") as raw:
        return hashlib.file_digest(raw, "sha256").hexdigest()


def chunks_of(file: Path) -> Iterator[bytes]:
    """A file in pieces."""
    with file.open("rb") as raw:
        while chunk := raw.read(CHUNK):
            yield chunk


def _write(raw: IO[bytes], header: dict[str, str], lines: Iterable[Line]) -> None:
    """The same calls give the same bytes: no name and no time is written around them."""
    with gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0, compresslevel=6) as packed:
        first = _header_line({"format": FORMAT, "version": VERSION, **header, "fields": FIELDS})
        packed.write(first)
        digest, calls = hashlib.sha256(first), 0
        for line in lines:
            text = f"{line.text}\n".encode()
            packed.write(text)
            digest.update(text)
            calls += 1
        end = {"end": {"calls": calls, "sha256": digest.hexdigest()}}
        packed.write(f"{json.dumps(end, sort_keys=True)}\n".encode())


def _header_line(header: dict[str, Any]) -> bytes:
    return f"{json.dumps(header, ensure_ascii=False, sort_keys=True)}\n".encode()


def _compare(file: Path, lines: Iterable[Line]) -> int:
    calls = 0
    for found, expected in zip_longest(read_month(file), lines):
        if found != expected:
            raise MonthFileError(f"{file} does not say what the call log says; it was thrown away")
        calls += 1
    return calls


@contextmanager
def _opened(file: Path) -> Iterator[Iterator[bytes]]:
    try:
        with gzip.open(file, "rb") as packed:
            yield iter(packed)
    except FileNotFoundError as error:
        raise MonthFileError(f"{file} is missing") from error
    except (gzip.BadGzipFile, zlib.error, EOFError, ValueError, KeyError) as error:
        raise MonthFileError(f"{file} is damaged: {error}") from error


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
