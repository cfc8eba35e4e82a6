"""Extensions: list, show, create one or many, edit, delete, and what a phone needs to log in."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongdai.actions.extensions import (
    create_extension,
    create_extensions,
    delete_extensions,
    get_extension,
    list_extensions,
    phone_account,
    renew_secret,
    update_extension,
)
from tongdai.actions.live import registrations
from tongdai.domain.rights import Right
from tongdai.web.forms.extension import BulkForm, DeleteForm, ExtensionForm, NewExtensionForm
from tongdai.web.forms.form import WhyForm, filled
from tongdai.web.notice import announced
from tongdai.web.pages.qr import qr_code
from tongdai.web.query import order, page_number, search_text
from tongdai.web.visitor import Visit


@require_safe
def extensions_page(request: Visit, tenant: str) -> HttpResponse:
    """A customer's extensions, and which of them have a phone registered."""
    search, sort = search_text(request), order(request, "number", "name")
    page = list_extensions(request.ctx, tenant, search, sort, page_number(request))
    present = {each.number for each in registrations(request.ctx, tenant) if each.reachable}
    return render(request, "console/pages/extensions.html",
                  {"page": page, "search": search, "sort": sort, "present": present})


@require_http_methods(["GET", "HEAD", "POST"])
def new_extension_page(request: Visit, tenant: str) -> HttpResponse:
    """Add an extension; the next page shows how to connect a phone to it."""
    request.ctx.require(Right.CHANGE_EXTENSIONS, tenant)
    form = filled(NewExtensionForm, request)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            published = create_extension(request.ctx, tenant, form.draft(), form.cleaned_data["why"])
            number = form.cleaned_data["number"]
            return announced(request, published, reverse("extension", args=[tenant, number]), tenant)
    return render(request, "console/pages/extension_new.html", {"form": form}, status=form.status)


@require_http_methods(["GET", "HEAD", "POST"])
def bulk_page(request: Visit, tenant: str) -> HttpResponse:
    """Add many extensions in one release."""
    request.ctx.require(Right.CHANGE_EXTENSIONS, tenant)
    form = filled(BulkForm, request)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            given = form.cleaned_data
            published = create_extensions(request.ctx, tenant, given["first"], given["count"], given["name"],
                                          given["why"])
            return announced(request, published, reverse("extensions", args=[tenant]), tenant)
    return render(request, "console/pages/extensions_bulk.html", {"form": form}, status=form.status)


@require_safe
def extension_page(request: Visit, tenant: str, number: str) -> HttpResponse:
    """One extension: its settings, its phones, and what a phone needs to log in, without the secret."""
    row = get_extension(request.ctx, tenant, number)
    phones = [each for each in registrations(request.ctx, tenant) if each.number == number]
    return render(request, "console/pages/extension.html",
                  {"row": row, "number": number, "phones": phones,
                   "account": phone_account(request.ctx, tenant, number)})


@require_http_methods(["GET", "HEAD", "POST"])
def edit_extension_page(request: Visit, tenant: str, number: str) -> HttpResponse:
    """Change the settings of an extension."""
    request.ctx.require(Right.CHANGE_EXTENSIONS, tenant)
    row = get_extension(request.ctx, tenant, number)
    form = filled(ExtensionForm, request, initial=ExtensionForm.initial_of(row))
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            published = update_extension(request.ctx, tenant, number, form.changed(), form.cleaned_data["why"])
            return announced(request, published, reverse("extension", args=[tenant, number]), tenant)
    return render(request, "console/pages/extension_edit.html", {"form": form, "row": row}, status=form.status)


@require_POST
def delete_extensions_page(request: Visit, tenant: str) -> HttpResponse:
    """Delete the chosen extensions: first say what that means, then do it."""
    request.ctx.require(Right.CHANGE_EXTENSIONS, tenant)
    form = DeleteForm(request.POST)
    if form.is_valid() and "confirmed" in request.POST:
        with form.refusals():
            published = delete_extensions(request.ctx, tenant, form.cleaned_data["numbers"], form.cleaned_data["why"])
            return announced(request, published, reverse("extensions", args=[tenant]), tenant)
    numbers = form.cleaned_data.get("numbers", [])
    return render(request, "console/pages/extensions_delete.html", {"form": form, "numbers": numbers},
                  status=form.status)


@require_http_methods(["GET", "HEAD", "POST"])
def renew_secret_page(request: Visit, tenant: str, number: str) -> HttpResponse:
    """Mint a new secret, after saying which phones must log in anew."""
    phone_account(request.ctx, tenant, number)
    form = filled(WhyForm, request)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            published = renew_secret(request.ctx, tenant, number, form.cleaned_data["why"])
            return announced(request, published, _account_address(request, tenant, number), tenant)
    return render(request, "console/pages/extension_renew.html", {"form": form, "number": number}, status=form.status)


@require_safe
def secret_part(request: Visit, tenant: str, number: str) -> HttpResponse:
    """The secret and the QR code, shown only when somebody asks for them."""
    account = phone_account(request.ctx, tenant, number)
    return render(request, "console/parts/secret.html", {"account": account, "number": number})


@require_safe
def qr_picture(request: Visit, tenant: str, number: str) -> HttpResponse:
    """The account data as a QR code that a softphone scans."""
    return qr_code(phone_account(request.ctx, tenant, number).uri.reveal())


def _account_address(request: Visit, tenant: str, number: str) -> str:
    """A user has a page for the one phone; everybody else the page of the extension."""
    if request.ctx.asker.extension is not None:
        return reverse("own-phone")
    return reverse("extension", args=[tenant, number])
