"""Pages for what went wrong: one sentence, what to do, and never a trace of the program."""

import logging
from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from tongdai.actions.context import Forbidden, NotFound, Refused
from tongdai.actions.words import translate
from tongdai.domain.finding import Finding

_log = logging.getLogger(__name__)


def trouble(request: HttpRequest, status: int, title: str, sentence: str,
            findings: tuple[Finding, ...] = ()) -> HttpResponse:
    """A whole page that says what is wrong."""
    context = {"title": title, "sentence": sentence, "findings": findings, "status": status}
    return render(request, "console/trouble.html", context, status=status)


def refusal_page(request: HttpRequest, refused: Refused) -> HttpResponse:
    """What an action refused, as a page of its own."""
    sentence = translate(refused.message)
    if isinstance(refused, NotFound):
        return trouble(request, 404, gettext("Not found"), sentence)
    if isinstance(refused, Forbidden):
        return trouble(request, 403, gettext("Not allowed"), sentence)
    return trouble(request, 409, gettext("Nothing was changed"), sentence, refused.findings)


class Troubles:
    """Middleware: every exception that a page lets through becomes a page with one sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Refusals are answers; a database that does not answer is said so; the rest goes to the log and page 500."""
        if isinstance(error, Refused):
            return refusal_page(request, error)
        if isinstance(error, DatabaseError):
            _log.exception("the database did not answer: %s %s", request.method, request.path)
            return trouble(request, 503, gettext("The database does not answer"), gettext(
                "Nothing was changed. Check that the disk is not full, then try again in a minute."))
        return None


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  Django names it
    """A request no page can read."""
    return trouble(request, 400, gettext("This request cannot be read"),
                   gettext("Go back, reload the page and try again."))


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  Django names it
    """A page that is not for this person."""
    return trouble(request, 403, gettext("Not allowed"),
                   gettext("Your role does not allow this; ask your provider or administrator."))


def no_such_page(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  Django names it
    """An address that leads nowhere."""
    return trouble(request, 404, gettext("Not found"),
                   gettext("There is no such page. Check the address, or begin at the start page."))


def broken(request: HttpRequest) -> HttpResponse:
    """A fault of ours; the log has the rest."""
    return trouble(request, 500, gettext("Something went wrong on our side"),
                   gettext("It has been written to the log. Nothing was changed; try again, or tell your provider."))


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from a page of ours, or from one that is too old."""
    _log.info("a form was refused: %s", reason)
    return trouble(request, 403, gettext("This form is too old"),
                   gettext("Nothing was changed. Go back, reload the page and send it again."))
