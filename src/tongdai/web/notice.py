"""What the last change came to, kept in the session until the next page tells it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tongdai.actions.publish import Published
from tongdai.domain.message import Message

_KEY = "notice"
MOST_SENTENCES = 4


def announced(request: HttpRequest, published: Published, to: str, tenant: str = "") -> HttpResponse:
    """Send the browser to a page that tells what the change came to."""
    words = published.difference.words()
    request.session[_KEY] = {
        "release": published.release,
        "tenant": tenant,
        "seconds": round(published.seconds, 1),
        "sentences": [[each.template, list(each.args)] for each in words[:MOST_SENTENCES]],
        "more": max(0, len(words) - MOST_SENTENCES),
        "warnings": [[each.template, list(each.args)] for finding in published.findings[:MOST_SENTENCES]
                     for each in (finding.message, finding.remedy)],
    }
    return redirect(to)


def told(request: HttpRequest, message: Message, to: str) -> HttpResponse:
    """The same for what makes no release: one sentence."""
    request.session[_KEY] = {"sentences": [[message.template, list(message.args)]], "plain": True}
    return redirect(to)


def take_notice(request: HttpRequest) -> dict[str, Any] | None:
    """The notice, once; parts of a page that reload themselves leave it to the page."""
    session = getattr(request, "session", None)
    if session is None or request.headers.get("HX-Request") or _KEY not in session:
        return None
    kept: dict[str, Any] = session.pop(_KEY)
    return kept | {name: [Message(text, tuple((place, value) for place, value in args)) for text, args in kept[name]]
                   for name in ("sentences", "warnings") if name in kept}
