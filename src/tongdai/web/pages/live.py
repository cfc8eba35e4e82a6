"""What is up at this moment: phones and calls, told anew every few seconds by the page itself."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tongdai.actions.live import hang_up_call, live_calls, registrations
from tongdai.domain.message import say
from tongdai.web.notice import told
from tongdai.web.visitor import Visit


@require_safe
def phones_page(request: Visit, tenant: str) -> HttpResponse:
    """Which phones are registered, from where; the list alone when the page asks for it again."""
    phones = registrations(request.ctx, tenant)
    return _render(request, "phones", {"phones": phones, "count": len({each.number for each in phones})})


@require_safe
def live_page(request: Visit, tenant: str) -> HttpResponse:
    """Which calls are up; the list alone when the page asks for it again."""
    return _render(request, "live", {"calls": live_calls(request.ctx, tenant)})


@require_POST
def hang_up_page(request: Visit, tenant: str, call: str) -> HttpResponse:
    """End a call."""
    hang_up_call(request.ctx, tenant, call)
    return told(request, say("The call is ended."), reverse("live", args=[tenant]))


def _render(request: Visit, name: str, values: dict[str, object]) -> HttpResponse:
    kind = "parts" if request.headers.get("HX-Request") else "pages"
    return render(request, f"console/{kind}/{name}.html", values)
