"""Who is at the door: the visitor of each request, their language, their tenant, and where they may not go unseen."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode

from tongdai.actions.context import Context, Refused
from tongdai.actions.sign_in import SignedIn, asker_for_session
from tongdai.actions.tenants import TenantRow, get_tenant_row
from tongdai.domain.person import Person
from tongdai.web.house import house
from tongdai.web.troubles import refusal_page

PERSON, MARK = "person", "mark"
API = "/api/"
PUBLIC, FIRST_STEPS = "tongdai_public", "tongdai_first_steps"
View = Callable[..., HttpResponse]


class Visit(HttpRequest):
    """A request after it passed this middleware."""

    ctx: Context
    person: Person | None
    tenant: TenantRow | None


def public(view: View) -> View:
    """Mark a page that needs no sign-in."""
    setattr(view, PUBLIC, True)
    return view


def first_steps(view: View) -> View:
    """Mark a page that somebody who must choose a password first may open."""
    setattr(view, FIRST_STEPS, True)
    return view


def let_in(request: HttpRequest, signed_in: SignedIn) -> None:
    """Begin a session of this person, under a new key."""
    request.session.cycle_key()
    request.session[PERSON] = signed_in.person.id
    request.session[MARK] = signed_in.mark


class Visitors:
    """Middleware: knows who asks, speaks their language, and sends everybody else to the sign-in page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Visit) -> HttpResponse:
        request.ctx, request.person, request.tenant = house(), None, None
        found = _session_owner(request)
        if found:
            asker, request.person = found
            request.ctx = request.ctx.acting(asker)
        with _speaking(_language(request)):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", _language(request))
        return response

    def process_view(self, request: Visit, view: View, _args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        """Turn away who has not signed in, then find the tenant that a page is about; the API has its own entrance."""
        if getattr(view, PUBLIC, False) or request.path.startswith(API):
            return None
        if request.person is None:
            return _send(request, reverse("sign-in"), {"next": request.get_full_path()})
        if request.person.must_change_password and not getattr(view, FIRST_STEPS, False):
            return _send(request, reverse("password"), {})
        handle = kwargs.get("tenant") or request.ctx.asker.tenant
        if handle:
            try:
                request.tenant = get_tenant_row(request.ctx, handle)
            except Refused as refused:
                return refusal_page(request, refused)
            timezone.activate(_zone(request.tenant.time_zone))
        return None


def _session_owner(request: HttpRequest) -> Any:
    person, mark = request.session.get(PERSON), request.session.get(MARK)
    return asker_for_session(person, mark) if person and mark else None


def _language(request: Visit) -> str:
    """The person's own choice, else what this browser chose here, else what it prefers, else the house's."""
    person = request.person
    if person and person.language:
        return str(person.language)
    return translation.get_language_from_request(request)


@contextmanager
def _speaking(language: str) -> Iterator[None]:
    with translation.override(language), timezone.override(None):
        yield


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(settings.TIME_ZONE)


def _send(request: HttpRequest, url: str, query: dict[str, str]) -> HttpResponse:
    """Send a browser elsewhere; a part of a page that reloads itself takes the whole page along."""
    target = f"{url}?{urlencode(query)}" if query and query["next"] != "/" else url
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return redirect(target)
