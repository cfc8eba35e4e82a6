"""Archived months of the call log: each a file that stays when the log lets its rows go."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongdai.actions.archive import list_months, open_month
from tongdai.web.stream import pieces_of
from tongdai.web.visitor import Visit


@require_safe
def archive_page(request: Visit, tenant: str) -> HttpResponse:
    """The months, the newest first."""
    return render(request, "console/pages/archive.html", {"months": list_months(request.ctx, tenant)})


@require_safe
def month_file(request: Visit, tenant: str, month: str) -> HttpResponseBase:
    """One month as a file to keep."""
    opened = open_month(request.ctx, tenant, month)
    answer = pieces_of(request, opened.chunks, "application/gzip", opened.name)
    answer.headers["Content-Length"] = str(opened.size)
    return answer
