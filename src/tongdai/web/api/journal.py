"""The journal through the API."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router

from tongdai.actions.journal import JournalRow, list_journal
from tongdai.domain.difference import Difference
from tongdai.web.api.entrance import asking
from tongdai.web.api.shapes import REFUSALS, ChangeOut, PageNumber, PageOut, Strict, difference_of, page_of

router = Router(tags=["journal"])

TenantFilter = Annotated[str | None, Query(max_length=32, description="Only what concerns this tenant.")]


class JournalRowOut(Strict):
    """What was changed on one occasion."""

    at: datetime
    who: str = Field(examples=["hoa@sen"])
    why: str = Field(examples=["New colleague"])
    surface: str = Field(examples=["console"])
    tenant: str | None = Field(examples=["sen"])
    changes: list[ChangeOut]


@router.get("", response={200: PageOut[JournalRowOut], **REFUSALS}, summary="Read the journal")
def list_all(request: HttpRequest, tenant: TenantFilter = None, page: PageNumber = 1) -> Any:
    """The newest first; an administrator reads that of the own tenant."""
    return page_of(list_journal(asking(request), tenant, page), _row)


def _row(row: JournalRow) -> dict[str, object]:
    fields = {name: getattr(row, name) for name in JournalRowOut.model_fields if name != "changes"}
    return fields | {"changes": difference_of(Difference(row.changes))["changes"]}
