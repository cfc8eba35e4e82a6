"""Homes: what the operator, an administrator and a user see first."""

from datetime import datetime, time

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tongdai.actions.calls import CallFilter, Count, count_calls, list_calls
from tongdai.actions.extensions import phone_account
from tongdai.actions.journal import list_journal
from tongdai.actions.live import registrations, see_now
from tongdai.actions.packages import get_package
from tongdai.actions.releases import list_releases
from tongdai.actions.status import house_status
from tongdai.actions.tenants import list_tenants
from tongdai.domain.call import Outcome
from tongdai.domain.person import Role
from tongdai.web.visitor import Visit

ROWS = 6


@require_safe
def home_page(request: Visit) -> HttpResponse:
    """Send everybody to what they look at first."""
    match request.ctx.asker.role:
        case Role.OPERATOR:
            return _operators_home(request)
        case Role.ADMINISTRATOR:
            return redirect("tenant", request.ctx.asker.tenant)
        case _:
            return redirect("own-phone")


def _operators_home(request: Visit) -> HttpResponse:
    status = house_status(request.ctx)
    if request.headers.get("HX-Request"):
        return render(request, "console/parts/house_tiles.html", {"status": status})
    page = list_tenants(request.ctx)
    fullest = sorted(page.rows, key=lambda row: -row.extensions / max(1, row.extension_limit))[:ROWS]
    return render(request, "console/pages/home.html",
                  {"status": status, "fullest": fullest, "journal": list_journal(request.ctx).rows[:ROWS]})


@require_safe
def tenant_page(request: Visit, tenant: str) -> HttpResponse:
    """A customer at a glance: phones, calls, use of the package, the last calls and releases."""
    now, today = see_now(request.ctx, tenant), _today()
    counts = count_calls(request.ctx, tenant, CallFilter(since=today))
    values = {"now": now, "today": today, "total": sum(each.calls for each in counts.values()),
              "answered": counts.get(Outcome.ANSWERED, Count(0)).calls,
              "more": any(each.more for each in counts.values()),
              "registered": len({each.number for each in now.phones if each.reachable})}
    if request.headers.get("HX-Request"):
        return render(request, "console/parts/tenant_tiles.html", values)
    assert request.tenant is not None
    releases = list_releases(request.ctx, tenant)
    return render(request, "console/pages/tenant.html", values | {
        "rows": list_calls(request.ctx, tenant, CallFilter()).rows[:ROWS], "releases": releases.rows[:ROWS],
        "package": get_package(request.ctx, request.tenant.package)})


@require_safe
def own_phone_page(request: Visit) -> HttpResponse:
    """A user's own phone: whether it is registered, how to connect it, and the last calls."""
    asker = request.ctx.asker
    number = asker.extension or ""
    return render(request, "console/pages/own_phone.html", {
        "account": phone_account(request.ctx, asker.tenant, number), "number": number,
        "phones": registrations(request.ctx, asker.tenant),
        "rows": list_calls(request.ctx, asker.tenant, CallFilter()).rows[:ROWS]})


def _today() -> datetime:
    """When this day began, where the tenant lives."""
    here = timezone.localtime()
    return datetime.combine(here.date(), time.min, here.tzinfo)
