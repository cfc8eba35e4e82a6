"""Shapes that many operations share: texts with bounds, pages, findings, and what a change came to."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, TypeVar

from ninja import Field, Path, Query, Schema
from pydantic import ConfigDict

from tongdai.actions.page import Page
from tongdai.actions.publish import Published
from tongdai.actions.words import translate as words
from tongdai.domain.difference import Difference
from tongdai.domain.finding import Finding
from tongdai.web.api.errors import Error, Fault, fault_of

Handle = Annotated[str, Path(max_length=32, example="sen", description="Handle of the tenant.")]
Number = Annotated[str, Path(max_length=6, example="101", description="Number of the extension.")]
Release = Annotated[int, Path(ge=1, le=2**31 - 1, example=2, description="Number of the release.")]
Why = Annotated[str, Query(max_length=500, example="New colleague", description="Why; kept with the change.")]
PageNumber = Annotated[int, Query(ge=1, le=100_000, description="Which page, from 1.")]
Search = Annotated[str, Query(max_length=64, description="Only rows that contain this text.")]

REFUSALS = dict.fromkeys((400, 401, 403, 404, 405, 409, 413, 422, 500, 503), Error)
"""What any operation may answer instead; the shape is always the same."""

Row = TypeVar("Row")


class Strict(Schema):
    """A body: a field that is not known here is an error and not ignored."""

    model_config = ConfigDict(extra="forbid")


class PageOut(Schema, Generic[Row]):
    """One screenful of a long list."""

    rows: list[Row]
    number: int = Field(description="This page, from 1.", examples=[1])
    pages: int = Field(examples=[1])
    total: int = Field(description="Rows on all pages.", examples=[1])


class ChangeOut(Schema):
    """One thing that was added or removed, or one field that changed; secrets are never shown."""

    action: str = Field(examples=["changed"])
    noun: str = Field(examples=["extension"])
    name: str = Field(examples=["101"])
    field: str = Field(examples=["ring_seconds"])
    before: str = Field(examples=["25"])
    after: str = Field(examples=["40"])
    words: str = Field(examples=["Extension 101 rings for 40 seconds instead of 25."])


class DifferenceOut(Schema):
    """What changes, and what that means for the way calls go."""

    changes: list[ChangeOut]
    plan: list[str]


class PublishedOut(Schema):
    """What a change came to. `release` is null where there was nothing to do or no tenant was touched."""

    release: int | None = Field(examples=[7])
    difference: DifferenceOut
    findings: list[Fault] = Field(description="Warnings and hints; the change was made all the same.")
    seconds: float = Field(examples=[0.41])
    redeployed: bool = Field(description="The engine was given its files anew although nothing was changed.")


def optional() -> Any:
    """A field that may be left out of a partial update, and then stays as it is; null is not the same."""
    return Field(default_factory=lambda: None)


def named(body: Schema) -> dict[str, object]:
    """The fields that a partial update names, and no others."""
    return {name: getattr(body, name) for name in sorted(body.model_fields_set)}


def page_of(page: Page[Any], shape: Callable[[Any], Row]) -> dict[str, object]:
    """A page with each row in its shape."""
    return {"rows": [shape(each) for each in page.rows], "number": page.number, "pages": page.pages,
            "total": page.total}


def difference_of(difference: Difference) -> dict[str, object]:
    """A difference in the shape of the API."""
    changes = [{"action": each.action.value, "noun": each.noun, "name": each.name, "field": each.field,
                "before": each.before, "after": each.after, "words": words(each.words())}
               for each in difference.changes]
    return {"changes": changes, "plan": [words(each) for each in difference.plan]}


def findings_of(findings: Sequence[Finding]) -> list[dict[str, str]]:
    """Findings in the shape of the API."""
    return [fault_of(each) for each in findings]


def published(result: Published) -> dict[str, object]:
    """A change's outcome in the shape of the API."""
    return {"release": result.release, "difference": difference_of(result.difference),
            "findings": findings_of(result.findings), "seconds": round(result.seconds, 3),
            "redeployed": result.redeployed}
