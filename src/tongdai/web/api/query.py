"""The part of an address after the question mark: what is not known there, or stands twice, is an error."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from ninja.errors import ValidationError


def exact_query(view: Callable[..., Any]) -> Callable[..., Any]:
    """Decorator of every operation; asked after who comes in was settled, before anything is done."""

    @wraps(view)
    def answer(request: HttpRequest, **values: Any) -> Any:
        faults = [{"type": "extra_forbidden", "loc": ("query", name)} for name in request.GET if name not in values]
        faults += [{"type": "twice", "loc": ("query", name)} for name, given in request.GET.lists() if len(given) > 1]
        if faults:
            raise ValidationError(faults)
        return view(request, **values)

    return answer
