"""Long answers, sent while they are read: nobody waits for them, and they are never whole in memory."""

from collections.abc import AsyncIterator, Iterator, Mapping

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse


def streamed(request: HttpRequest, chunks: Iterator[bytes], status: int = 200, *, content_type: str,
             headers: Mapping[str, str]) -> StreamingHttpResponse:
    """An answer in pieces; a client that goes away ends the reading."""
    content = _later(chunks) if isinstance(request, ASGIRequest) else chunks
    return StreamingHttpResponse(content, status=status, content_type=content_type, headers=dict(headers))


async def _later(chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
    """The pieces, each read in a thread."""
    take = sync_to_async(_next, thread_sensitive=False)
    try:
        while (chunk := await take(chunks)) is not None:
            yield chunk
    finally:
        close = getattr(chunks, "close", None)
        if close is not None:
            close()


def _next(chunks: Iterator[bytes]) -> bytes | None:
    return next(chunks, None)
