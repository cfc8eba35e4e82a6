"""Homes: what the operator, an administrator and a user see first."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from tongdai.actions.extensions import phone_account
from tongdai.actions.tenants import get_tenant, list_tenants
from tongdai.domain.person import Role
from tongdai.web.visitor import Visit


@require_safe
def home_page(request: Visit) -> HttpResponse:
    """Send everybody to what they look at first."""
    match request.ctx.asker.role:
        case Role.OPERATOR:
            return render(request, "console/pages/home.html", {"page": list_tenants(request.ctx)})
        case Role.ADMINISTRATOR:
            return redirect("tenant", request.ctx.asker.tenant)
        case _:
            return redirect("own-phone")


@require_safe
def tenant_page(request: Visit, tenant: str) -> HttpResponse:
    """A customer at a glance."""
    return render(request, "console/pages/tenant.html", {"house": get_tenant(request.ctx, tenant)})


@require_safe
def own_phone_page(request: Visit) -> HttpResponse:
    """What a user needs to connect the one phone."""
    asker = request.ctx.asker
    account = phone_account(request.ctx, asker.tenant, asker.extension or "")
    return render(request, "console/pages/own_phone.html", {"account": account, "number": asker.extension})
