"""Storage: what takes how much of the disk, beside what it may take, and what that stops."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongdai.actions.storage import storage
from tongdai.web.visitor import Visit


@require_safe
def storage_page(request: Visit) -> HttpResponse:
    """The budgets as bars, measured now; the bars alone when the page asks for them again."""
    kind = "parts" if request.headers.get("HX-Request") else "pages"
    return render(request, f"console/{kind}/storage.html", {"storage": storage(request.ctx)})
