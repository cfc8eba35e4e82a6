"""Every error below /api/ in the API's one shape, also where the framework refuses before the API is asked."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from tongdai.web.api.errors import error_for, not_found

Answering = Callable[[HttpRequest], HttpResponse]
ROOT = "/api/"


def one_shape(get_response: Answering) -> Answering:
    """Middleware: put errors that are pages, or empty, into the shape of the API."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not request.path.startswith(ROOT):
            return response
        response.headers["Content-Language"] = translation.get_language() or "en"
        if response.status_code < 400:
            return response
        if response.headers.get("Content-Type", "").startswith("application/json"):
            return response
        shaped = not_found() if response.status_code == 404 else error_for(response.status_code)
        for name in ("Allow", "Retry-After", "Content-Range"):
            if name in response.headers:
                shaped.headers[name] = response.headers[name]
        return shaped

    return answer
