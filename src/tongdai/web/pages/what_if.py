"""What would happen if: a call that might come, tried by the same rules that route real ones."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongdai.actions.plans import see_plan
from tongdai.actions.simulate import Simulation, simulate_call
from tongdai.domain.rights import Right
from tongdai.web.forms.call import WhatIfForm
from tongdai.web.pages.plan import picture_of
from tongdai.web.visitor import Visit


@require_safe
def what_if_page(request: Visit, tenant: str) -> HttpResponse:
    """Who calls whom, and what would come of it; the address of the page is the question, so it can be kept."""
    request.ctx.require(Right.SIMULATE, tenant)
    form = WhatIfForm(request.GET if "dialled" in request.GET else None)
    simulation: Simulation | None = None
    if form.is_bound and form.is_valid():
        with form.refusals():
            given = form.cleaned_data
            simulation = simulate_call(request.ctx, tenant, given["caller"], given["dialled"], form.world())
    picture = picture_of(see_plan(request.ctx, tenant), simulation.trail.steps) if simulation else None
    return render(request, "console/pages/what_if.html",
                  {"form": form, "simulation": simulation, "picture": picture}, status=form.status)
