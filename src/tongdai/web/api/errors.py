"""How the API says no: one JSON shape for every error, from whatever part of the house it comes."""

import logging
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from ninja import Field, NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from tongdai.actions.broken import explain, is_trouble
from tongdai.actions.context import Forbidden, NotFound, Refused
from tongdai.actions.engine import EngineError
from tongdai.actions.words import translate as words
from tongdai.domain.finding import Finding, Severity
from tongdai.domain.message import Message, say

logger = logging.getLogger("tongdai.api")


class Fault(Schema):
    """What is wrong, what to do about it, and where. `code` never changes; the sentences follow the language."""

    code: str = Field(examples=["E_LIMIT_EXTENSIONS"])
    message: str = Field(examples=["Package 'small' allows 10 extensions and this would make 11."])
    remedy: str = Field(examples=["Delete extensions that are not used, or move the customer to a larger package."])
    where: str = Field(examples=["tenant sen"])
    field: str = Field(examples=["extensions"])


class Error(Fault):
    """The answer to every request that was not carried out. Nothing was changed."""

    more: list[Fault] = Field(default=[], description="Whatever else is wrong, in the order to mend it.")


def fault_of(finding: Finding) -> dict[str, str]:
    """A finding in the shape of the API."""
    place = finding.where
    where = " ".join(each for each in (place.kind, place.name, f"line {place.line}" if place.line else "") if each)
    return {"code": finding.code, "message": words(finding.message), "remedy": words(finding.remedy), "where": where,
            "field": place.field}


def error(status: int, code: str, message: Message, remedy: Message | None = None, *, where: str = "",
          field: str = "", more: tuple[dict[str, str], ...] = ()) -> HttpResponse:
    """An answer in the one shape."""
    first = {"code": code, "message": words(message), "remedy": words(remedy) if remedy else "", "where": where,
             "field": field}
    return JsonResponse({**first, "more": list(more)}, status=status, json_dumps_params={"ensure_ascii": False})


def no_such_address(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- a view
    """An address that leads nowhere."""
    return not_found()


def not_found() -> HttpResponse:
    """Foreign and never existed: the same bytes, whatever was asked for."""
    return error(404, "not_found", say("There is no such thing, or none that you may know of."),
                 say("Check the address and whose token you use."))


def error_for(status: int) -> HttpResponse:
    """An answer for a refusal that came from the framework and not from the house."""
    match status:
        case 401:
            return error(401, "not_signed_in", say("Sign in first."),
                         say("Send a token: 'Authorization: Bearer ...', or use the console's session."))
        case 403:
            return error(403, "forbidden", say("This request was not accepted."),
                         say("With the console's session, send its CSRF token in the header X-CSRFToken."))
        case 405:
            return error(405, "method", say("This address does not take that method."),
                         say("See /api/v1/docs for those that it takes."))
        case 413:
            return error(413, "too_large", say("The request is larger than is accepted."), say("Send less at once."))
        case 416:
            return error(416, "range", say("The file has no such bytes."), say("Ask for bytes that it has."))
        case 429:
            return error(429, "too_often", say("Too many attempts."), say("Wait a while, then try again."))
        case 500 | 503:
            return error(status, "unforeseen", say("Something went wrong that should not have; it is logged."),
                         say("Tell whoever maintains this installation."))
    return error(status, "bad_request", say("The request cannot be read."),
                 say("See /api/v1/docs for what is accepted."))


def add_handlers(api: NinjaAPI) -> None:
    """Give every kind of bad news its answer."""
    answers: dict[type[Exception], Callable[[Any], HttpResponse]] = {
        NotFound: lambda _: not_found(),
        Http404: lambda _: not_found(),
        Forbidden: lambda exc: error(403, "forbidden", exc.message),
        Refused: _refused,
        EngineError: lambda exc: error(503, "trouble", exc.message),
        DatabaseError: lambda exc: error(503, "trouble", explain(exc)),
        ValidationError: lambda exc: _invalid(exc.errors),
        AuthenticationError: lambda _: error_for(401),
        RequestDataTooBig: lambda _: error_for(413),
        HttpError: lambda exc: error_for(exc.status_code),
        Exception: _unforeseen,
    }
    for kind, answer in answers.items():
        api.add_exception_handler(kind, _asked(answer))


def _asked(answer: Callable[[Any], HttpResponse]) -> Callable[[HttpRequest, Any], HttpResponse]:
    """A handler as the framework calls it: with a request that we do not need."""
    return lambda _request, exc: answer(exc)


def _refused(refusal: Refused) -> HttpResponse:
    faults = tuple(fault_of(each) for each in refusal.findings if each.severity is Severity.ERROR)
    if not faults:
        trouble = is_trouble(refusal)
        return error(503 if trouble else 409, "trouble" if trouble else "refused", refusal.message)
    first, *rest = faults
    answer = {**first, "more": rest}
    return JsonResponse(answer, status=422, json_dumps_params={"ensure_ascii": False})


def _invalid(errors: list[dict[str, Any]]) -> HttpResponse:
    """What pydantic found, one fault each; what was sent is not echoed, it may hold a secret."""
    first, *rest = [_invalid_fault(each) for each in errors[:50]]
    return JsonResponse({**first, "more": rest}, status=422, json_dumps_params={"ensure_ascii": False})


def _invalid_fault(found: Mapping[str, Any]) -> dict[str, str]:
    place = [str(each)[:64] for each in found.get("loc", ())]
    kind = str(found.get("type", ""))
    template = _SENTENCES.get(kind)
    limits = {name: str(each)[:200] for name, each in (found.get("ctx") or {}).items()}
    message = words(say(template, **limits)) if template else str(found.get("msg", ""))[:300]
    return {"code": f"invalid_{kind}", "message": message, "where": place[0] if place else "body",
            "remedy": gettext("See /api/v1/docs for what is accepted."), "field": place[-1] if place[1:] else ""}


_SENTENCES = {
    "missing": say("This field is missing.").template,
    "extra_forbidden": say("There is no such field.").template,
    "twice": say("This stands there more than once; say it once.").template,
    "string_type": say("This must be a text.").template,
    "string_too_long": say("This text may have at most {max_length} characters.").template,
    "string_too_short": say("This text must have at least {min_length} characters.").template,
    "string_pattern_mismatch": say("This text must match {pattern}.").template,
    "int_type": say("This must be a whole number.").template,
    "int_parsing": say("This must be a whole number.").template,
    "greater_than_equal": say("This must be at least {ge}.").template,
    "less_than_equal": say("This must be at most {le}.").template,
    "bool_type": say("This must be true or false.").template,
    "bool_parsing": say("This must be true or false.").template,
    "enum": say("This must be one of {expected}.").template,
    "too_long": say("This list may have at most {max_length} entries.").template,
    "too_short": say("This list must have at least {min_length} entries.").template,
    "list_type": say("This must be a list.").template,
    "datetime_from_date_parsing": say("This must be a time such as 2026-01-31T08:00:00Z.").template,
    "datetime_parsing": say("This must be a time such as 2026-01-31T08:00:00Z.").template,
    "timezone_aware": say("This time needs its offset from UTC, such as Z or +07:00.").template,
}


def _unforeseen(exc: Exception) -> HttpResponse:
    identity = secrets.token_hex(4)
    logger.error("error %s", identity, exc_info=exc)
    return error(500, "unforeseen", say("Something went wrong that should not have; it is logged as error {identity}.",
                                        identity=identity), say("Tell whoever maintains this installation."))
