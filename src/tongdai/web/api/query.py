"""The part of an address after the question mark: what is not known there, or stands twice, is an error."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from ninja import Schema
from ninja.errors import ValidationError


def exact_query(view: Callable[..., Any]) -> Callable[..., Any]:
    """Decorator of every operation; asked after who comes in was settled, before anything is done."""

    @wraps(view)
    def answer(request: HttpRequest, **values: Any) -> Any:
        known = _names(values, request.method or "")
        faults = [{"type": "extra_forbidden", "loc": ("query", name)} for name in request.GET if name not in known]
        faults += [{"type": "twice", "loc": ("query", name)} for name, given in request.GET.lists() if len(given) > 1]
        if faults:
            raise ValidationError(faults)
        return view(request, **values)

    return answer


def _names(values: dict[str, Any], method: str) -> set[str]:
    """What an operation asks for, one by one or, for reading, as a shape of several; elsewhere that is a body."""
    shapes = [each for each in values.values() if isinstance(each, Schema)] if method in ("GET", "HEAD") else []
    return values.keys() | {name for each in shapes for name in type(each).model_fields}
