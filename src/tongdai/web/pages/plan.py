"""The call plan of a customer, drawn."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongdai.actions.plans import PlanMap, end_of, see_plan
from tongdai.actions.words import translate
from tongdai.domain.trail import Step
from tongdai.web.pages.plan_picture import Graph, Picture, draw_plan
from tongdai.web.visitor import Visit


@require_safe
def plan_page(request: Visit, tenant: str) -> HttpResponse:
    """Every way a call can take."""
    plan = see_plan(request.ctx, tenant)
    return render(request, "console/pages/plan.html", {"picture": picture_of(plan), "plan": plan})


def picture_of(plan: PlanMap, steps: Sequence[Step] = ()) -> Picture:
    """The plan drawn in the reader's language, the steps of a call lit up on it."""
    titles = {spot.id: translate(spot.title) for spot in plan.spots}
    small = {step.node: step.parameter for step in steps if step.parameter}
    branches = {(way.node, way.branch): translate(way.title) for way in plan.ways}
    graph = Graph(tuple(titles), tuple((way.node, way.branch, way.target) for way in plan.ways))
    ends = [Step(end_of(step.node, step.branch)) for step in steps if end_of(step.node, step.branch) in titles]
    return draw_plan(graph, lambda node: (titles[node], small.get(node, "")),
                     lambda node, branch: branches[node, branch], (*steps, *ends))
