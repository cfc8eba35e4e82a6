"""Long answers, sent while they are read: lines in handfuls, and sound with the ranges that a player asks for."""

import re
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from typing import TypeVar

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from tongdai.actions.recordings import OpenedRecording, OutOfRange

LINES_AT_ONCE = 500
BEYOND = 2**50
"""Where no recording has a byte: the last 0 bytes are asked for from here."""
_RANGE = re.compile(r"bytes=(?P<first>[0-9]{0,15})-(?P<last>[0-9]{0,15})")

Piece = TypeVar("Piece", str, bytes)
Bounds = tuple[int, int | None]


def lines_of(request: HttpRequest, lines: Iterator[str], media_type: str, name: str) -> StreamingHttpResponse:
    """A file of lines to keep."""
    return StreamingHttpResponse(_sent(request, lines, _handful), content_type=media_type, headers=_kept_as(name))


def pieces_of(request: HttpRequest, pieces: Iterator[bytes], media_type: str, name: str) -> StreamingHttpResponse:
    """A file to keep, made while it is sent."""
    return StreamingHttpResponse(_sent(request, pieces, _next), content_type=media_type, headers=_kept_as(name))


def asked_range(request: HttpRequest) -> Bounds | None:
    """The one range of bytes that is asked for, as first and last; None for the whole, and for what means nothing."""
    found = _RANGE.fullmatch(request.headers.get("Range", ""))
    if not found or not (found["first"] or found["last"]):
        return None
    if not found["first"]:
        return (-int(found["last"]), None) if int(found["last"]) else (BEYOND, None)
    first, last = int(found["first"]), int(found["last"]) if found["last"] else None
    return None if last is not None and last < first else (first, last)


def heard(request: HttpRequest, open_range: Callable[[int, int | None], OpenedRecording]) -> HttpResponseBase:
    """A recording to hear: whole, or the range that a player asks for, or that it has no such range (RFC 9110, 14)."""
    wanted = asked_range(request)
    try:
        opened = open_range(*(wanted or (0, None)))
    except OutOfRange as beyond:
        return no_such_range(beyond.size)
    if wanted and request.headers.get("If-Range", f'"{opened.tag}"') != f'"{opened.tag}"':
        wanted, opened = None, open_range(0, None)
    return sound_of(request, opened, is_part=wanted is not None)


def sound_headers(tag: str, name: str, size: int) -> dict[str, str]:
    """What is said of a recording beside its sound; a name here is made of digits and letters alone."""
    return {"Accept-Ranges": "bytes", "Content-Length": str(size), "ETag": f'"{tag}"',
            "Content-Disposition": f'inline; filename="{name}"'}


def sound_of(request: HttpRequest, opened: OpenedRecording, *, is_part: bool) -> StreamingHttpResponse:
    """A recording, or the part of it that was asked for."""
    headers = sound_headers(opened.tag, opened.name, opened.last + 1 - opened.first)
    if is_part:
        headers["Content-Range"] = f"bytes {opened.first}-{opened.last}/{opened.size}"
    return StreamingHttpResponse(_sent(request, opened.chunks, _next), status=206 if is_part else 200,
                                 content_type=opened.media_type, headers=headers)


def no_such_range(size: int) -> HttpResponse:
    """The answer to a range that the recording has not."""
    return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})


def _kept_as(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def _sent(request: HttpRequest, pieces: Iterator[Piece],
          take: Callable[[Iterator[Piece]], Piece]) -> Iterator[Piece] | AsyncIterator[Piece]:
    return _later(pieces, take) if isinstance(request, ASGIRequest) else pieces


async def _later(pieces: Iterator[Piece], take: Callable[[Iterator[Piece]], Piece]) -> AsyncIterator[Piece]:
    """Read in a thread, so that nobody else waits for it; what is open is closed when the browser goes away."""
    taken = sync_to_async(take, thread_sensitive=True)
    try:
        while piece := await taken(pieces):
            yield piece
    finally:
        if isinstance(pieces, Generator):
            pieces.close()


def _handful(lines: Iterator[str]) -> str:
    return "".join(line for _, line in zip(range(LINES_AT_ONCE), lines, strict=False))


def _next(pieces: Iterator[bytes]) -> bytes:
    """The next piece that is not empty; nothing at the end."""
    return next(filter(None, pieces), b"")
