"""Ranges of HTTP (RFC 9110, 14): which bytes of a recording a browser asks for, and the headers of the answer."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from tongdai.actions.recordings import OpenedRecording, OutOfRange
from tongdai.web.streaming import streamed

_RANGE = re.compile(r"bytes=(?:([0-9]{1,15})-([0-9]{0,15})|-([0-9]{1,15}))")


def asked_range(request: HttpRequest, tag: str) -> tuple[int, int | None] | None:
    """First and last byte; a first one below 0 counts from the end. None: the whole.

    As the standard has it: what is not one plain range of bytes, or is meant for another version, is passed over.
    """
    found = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    condition = request.headers.get("If-Range", "")
    if found is None or (condition and condition != f'"{tag}"'):
        return None
    first, last, tail = found.groups()
    if tail is not None:
        return (-int(tail), None) if int(tail) else (2**50, None)
    if last and int(last) < int(first):
        return None
    return int(first), int(last) if last else None


def audio_headers(tag: str, name: str, is_file: bool) -> dict[str, str]:
    """Headers that every answer with a recording carries; a name here is made of digits and letters alone."""
    return {"Accept-Ranges": "bytes", "ETag": f'"{tag}"', "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-cache",
            "Content-Disposition": f'{"attachment" if is_file else "inline"}; filename="{name}"'}


def answer_with(request: HttpRequest, open_range: Callable[[int, int | None], OpenedRecording], tag: str,
                is_file: bool) -> HttpResponseBase:
    """The recording, or the part that was asked for, or that there is no such part."""
    if not is_file and request.headers.get("If-None-Match", "") == f'"{tag}"':
        return HttpResponse(status=304, headers={"ETag": f'"{tag}"', "Cache-Control": "private, no-cache"})
    asked = asked_range(request, tag)
    try:
        opened = open_range(*(asked or (0, None)))
    except OutOfRange as error:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{error.size}", "Accept-Ranges": "bytes"})
    headers = {**audio_headers(opened.tag, opened.name, is_file),
               "Content-Length": str(opened.last - opened.first + 1)}
    if asked is not None:
        headers["Content-Range"] = f"bytes {opened.first}-{opened.last}/{opened.size}"
    return streamed(request, opened.chunks, 206 if asked is not None else 200, content_type=opened.media_type,
                    headers=headers)
