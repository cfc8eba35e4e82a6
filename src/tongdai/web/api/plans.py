"""The call plan through the API."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router

from tongdai.actions.plans import see_plan
from tongdai.actions.words import translate
from tongdai.web.api.entrance import asking
from tongdai.web.api.shapes import REFUSALS, Handle, Strict

router = Router(tags=["call plan"])

OfRelease = Annotated[int | None, Query(ge=1, le=2**31 - 1, description="A former one; else the one in force.")]


class SpotOut(Strict):
    """One place where a call is decided, or where it leaves the plan."""

    id: str = Field(examples=["calls"])
    title: str = Field(examples=["Fewer than 5 calls up?"])


class WayOut(Strict):
    """One way from a spot to another."""

    node: str = Field(examples=["calls"])
    branch: str = Field(examples=["free"])
    title: str = Field(examples=["free"])
    target: str = Field(examples=["find"])


class PlanOut(Strict):
    """The whole plan of a tenant; empty where the release deleted it."""

    spots: list[SpotOut]
    ways: list[WayOut]


@router.get("/{tenant}/plan", response={200: PlanOut, **REFUSALS}, summary="Show the call plan")
def show(request: HttpRequest, tenant: Handle, release: OfRelease = None) -> Any:
    """The one place where every call is decided."""
    found = see_plan(asking(request), tenant, release)
    spots = [{"id": each.id, "title": translate(each.title)} for each in found.spots]
    ways = [{"node": each.node, "branch": each.branch, "title": translate(each.title), "target": each.target}
            for each in found.ways]
    return {"spots": spots, "ways": ways}
