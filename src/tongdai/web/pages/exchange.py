"""Export and import: a whole customer as readable YAML, out and in, with the difference shown before anything moves."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tongdai.actions.exchange import ImportPlan, apply_import, export_tenant, preview_import
from tongdai.domain.finding import has_errors
from tongdai.domain.rights import Right
from tongdai.web.forms.form import WhyForm, filled
from tongdai.web.notice import announced
from tongdai.web.visitor import Visit

LONGEST_FILE = 4_000_000


class ImportForm(WhyForm):
    """A file, or its text."""

    text = forms.CharField(label=gettext_lazy("The file"), max_length=LONGEST_FILE, strip=False, widget=forms.Textarea(
        attrs={"rows": 18, "class": "code", "spellcheck": "false", "autocapitalize": "none"}),
        error_messages={"required": gettext_lazy("Choose a file, or paste its text.")})
    field_order = ("text", "why")


@require_safe
def exchange_page(request: Visit, tenant: str) -> HttpResponse:
    """Where a customer's administrator gets the file, and the operator brings one in."""
    request.ctx.require(Right.EXPORT, tenant)
    return render(request, "console/pages/exchange.html")


@require_safe
def export_file(request: Visit, tenant: str) -> HttpResponse:
    """The customer as a file; with secrets only for who may have them."""
    text = export_tenant(request.ctx, tenant, secrets=request.GET.get("secrets") == "yes")
    return HttpResponse(text, content_type="application/yaml; charset=utf-8", headers={
        "Content-Disposition": f'attachment; filename="{tenant}.yaml"'})


@require_http_methods(["GET", "HEAD", "POST"])
def import_page(request: Visit) -> HttpResponse:
    """First what a file would change, then, on a second click, the change itself."""
    request.ctx.require(Right.IMPORT)
    form = filled(ImportForm, request)
    plan: ImportPlan | None = None
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            plan = preview_import(request.ctx, form.cleaned_data["text"])
            if "apply" in request.POST and not has_errors(plan.findings):
                published = apply_import(request.ctx, form.cleaned_data["text"], form.cleaned_data["why"])
                return announced(request, published, reverse("tenant", args=[plan.tenant]), plan.tenant)
    return render(request, "console/pages/import.html",
                  {"form": form, "plan": plan, "refused": bool(plan and has_errors(plan.findings))},
                  status=form.status)
