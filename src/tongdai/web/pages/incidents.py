"""Incidents: what went wrong with the house itself, whom it hurt, and the evidence that was kept."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongdai.actions.incidents import evidence_file, list_incidents, show_incident
from tongdai.web.query import page_number
from tongdai.web.visitor import Visit


@require_safe
def incidents_page(request: Visit) -> HttpResponse:
    """All incidents, the newest first."""
    return render(request, "console/pages/incidents.html",
                  {"page": list_incidents(request.ctx, page_number(request))})


@require_safe
def incident_page(request: Visit, incident: str) -> HttpResponse:
    """One incident told whole."""
    return render(request, "console/pages/incident.html", {"story": show_incident(request.ctx, incident)})


@require_safe
def incident_file(request: Visit, incident: str, name: str) -> HttpResponse:
    """A file of its evidence, to keep; never shown by the browser."""
    data = evidence_file(request.ctx, incident, name)
    plain = "".join(each for each in name if each.isascii() and (each.isalnum() or each in ".-_"))
    return HttpResponse(data, content_type="application/octet-stream", headers={
        "Content-Disposition": f'attachment; filename="{plain}"'})
