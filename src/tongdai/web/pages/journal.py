"""The journal: who changed what, when, why and through which door."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from tongdai.actions.journal import list_journal
from tongdai.web.query import page_number
from tongdai.web.visitor import Visit


@require_safe
def journal_page(request: Visit, tenant: str | None = None) -> HttpResponse:
    """Everything that was changed, the newest first: of one customer, or of the whole house."""
    page = list_journal(request.ctx, tenant, page_number(request))
    if tenant is None and request.ctx.asker.tenant:
        return redirect("journal", request.ctx.asker.tenant)
    return render(request, "console/pages/journal.html", {"page": page, "whole_house": tenant is None})
