"""Customers: list, create, settings, delete."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tongdai.actions.packages import list_packages
from tongdai.actions.tenants import create_tenant, delete_tenant, get_tenant, list_tenants, update_tenant
from tongdai.domain.rights import Right, reach_of
from tongdai.web.forms.form import filled
from tongdai.web.forms.tenant import ZONES, DeleteTenantForm, NewTenantForm, TenantForm
from tongdai.web.notice import announced
from tongdai.web.query import page_number, search_text
from tongdai.web.visitor import Visit


@require_safe
def tenants_page(request: Visit) -> HttpResponse:
    """All customers, with what they use of what they rent."""
    search = search_text(request)
    page = list_tenants(request.ctx, search=search, page=page_number(request))
    return render(request, "console/pages/tenants.html", {"page": page, "search": search})


@require_http_methods(["GET", "HEAD", "POST"])
def new_tenant_page(request: Visit) -> HttpResponse:
    """Add a customer."""
    request.ctx.require(Right.CREATE_TENANT)
    form = filled(NewTenantForm, request, packages=_packages(request))
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            handle = form.cleaned_data["handle"]
            published = create_tenant(request.ctx, form.draft(), form.cleaned_data["why"])
            return announced(request, published, reverse("tenant", args=[handle]), handle)
    return render(request, "console/pages/tenant_new.html", {"form": form, "zones": ZONES}, status=form.status)


@require_http_methods(["GET", "HEAD", "POST"])
def tenant_settings_page(request: Visit, tenant: str) -> HttpResponse:
    """What a customer is called, what it rents, where it lives."""
    house = get_tenant(request.ctx, tenant)
    form = filled(TenantForm, request, initial=TenantForm.initial_of(house.tenant), packages=_packages(request),
                  may_rent=reach_of(request.ctx.asker.role, Right.RENT_PACKAGE) is not None)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            published = update_tenant(request.ctx, tenant, form.changed(), form.cleaned_data["why"])
            return announced(request, published, reverse("tenant-settings", args=[tenant]), tenant)
    return render(request, "console/pages/tenant_settings.html",
                  {"form": form, "house": house, "zones": ZONES}, status=form.status)


@require_http_methods(["GET", "HEAD", "POST"])
def delete_tenant_page(request: Visit, tenant: str) -> HttpResponse:
    """Delete a customer, after its handle was typed once more."""
    house = get_tenant(request.ctx, tenant)
    request.ctx.require(Right.DELETE_TENANT, tenant)
    form = filled(DeleteTenantForm, request, expected=tenant)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            published = delete_tenant(request.ctx, tenant, form.cleaned_data["why"])
            return announced(request, published, reverse("tenants"))
    return render(request, "console/pages/tenant_delete.html", {"form": form, "house": house}, status=form.status)


def _packages(request: Visit) -> list[tuple[str, str]]:
    return [(row.package.handle, row.package.name) for row in list_packages(request.ctx)]
