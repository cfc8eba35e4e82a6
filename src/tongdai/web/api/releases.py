"""Releases through the API."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router

from tongdai.actions.publish import publish
from tongdai.actions.releases import ReleaseRow, compare_releases, list_releases, roll_back, show_release
from tongdai.web.api.entrance import asking
from tongdai.web.api.shapes import (
    REFUSALS,
    DifferenceOut,
    Handle,
    PageNumber,
    PageOut,
    PublishedOut,
    Release,
    Strict,
    Why,
    difference_of,
    page_of,
    published,
)

router = Router(tags=["releases"])
publish_router = Router(tags=["releases"])

ReleaseQuery = Annotated[int, Query(ge=1, le=2**31 - 1, example=1)]


class ReleaseRowOut(Strict):
    """One line of the list."""

    number: int = Field(examples=[7])
    at: datetime
    who: str = Field(examples=["Hoa"])
    why: str = Field(examples=["New colleague"])
    surface: str = Field(examples=["console"])
    changes: int = Field(examples=[1])
    rolled_back_to: int | None = Field(examples=[None])
    current: bool = Field(description="Whether it is the one in force.")


class ReleaseOut(ReleaseRowOut):
    """One release told whole."""

    tenant: str = Field(examples=["sen"])
    difference: DifferenceOut


@router.get("", response={200: PageOut[ReleaseRowOut], **REFUSALS}, summary="List releases")
def list_all(request: HttpRequest, tenant: Handle, page: PageNumber = 1) -> Any:
    """The newest first."""
    return page_of(list_releases(asking(request), tenant, page), _row)


@router.get("/compare", response={200: DifferenceOut, **REFUSALS}, summary="Compare two releases")
def compare(request: HttpRequest, tenant: Handle, before: ReleaseQuery, after: ReleaseQuery) -> Any:
    """What changed between them, and what that means for calls."""
    return difference_of(compare_releases(asking(request), tenant, before, after))


@router.get("/{release}", response={200: ReleaseOut, **REFUSALS}, summary="Show a release")
def show(request: HttpRequest, tenant: Handle, release: Release) -> Any:
    """Who, when, why, and what it changed."""
    story = show_release(asking(request), tenant, release)
    return _row(story.row) | {"tenant": story.tenant, "difference": difference_of(story.difference)}


@router.post("/{release}/rollback", response={200: PublishedOut, **REFUSALS}, summary="Go back to a release")
def rollback(request: HttpRequest, tenant: Handle, release: Release, why: Why = "") -> Any:
    """A new release with what that one held."""
    return published(roll_back(asking(request), tenant, release, why))


@publish_router.post("", response={200: PublishedOut, **REFUSALS}, summary="Publish")
def publish_now(request: HttpRequest, why: Why = "") -> Any:
    """Make the engine stand on what the database says; twice in a row there is nothing to do."""
    return published(publish(asking(request), why))


def _row(row: ReleaseRow) -> dict[str, object]:
    return {name: getattr(row, name) for name in ReleaseRowOut.model_fields}
