"""Archived months through the API."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Path, Router

from tongdai.actions.archive import list_months, open_month
from tongdai.web.api.entrance import asking
from tongdai.web.api.shapes import REFUSALS, Handle, Strict
from tongdai.web.stream import pieces_of

router = Router(tags=["archive"])

GZIP = {"responses": {200: {"content": {"application/gzip": {"schema": {"type": "string", "format": "binary"}}}}}}
WhichMonth = Annotated[str, Path(pattern="^[0-9]{4}-[0-9]{2}$", example="2026-10", description="Month, in UTC.")]


class ArchivedMonthOut(Strict):
    """The calls of one month as a file that was read back and compared."""

    month: str = Field(examples=["2026-10"])
    calls: int = Field(examples=[81_240])
    size: int = Field(description="Bytes.", examples=[9_500_000])
    digest: str = Field(description="SHA-256 of the file.")
    file: str = Field(examples=["calls-2026-10.jsonl.gz"])
    at: datetime = Field(description="When it was written.")
    fresh: bool = Field(description="Whether it has every call there is; if not, it is written anew within the hour.")


@router.get("/{tenant}/archive", response={200: list[ArchivedMonthOut], **REFUSALS}, summary="List archived months")
def list_all(request: HttpRequest, tenant: Handle) -> Any:
    """The newest first."""
    return [{name: getattr(each, name) for name in ArchivedMonthOut.model_fields}
            for each in list_months(asking(request), tenant)]


@router.get("/{tenant}/archive/{month}", response={200: None, **REFUSALS}, openapi_extra=GZIP,
            summary="Take the calls of a month")
def take(request: HttpRequest, tenant: Handle, month: WhichMonth) -> Any:
    """Lines of JSON, compressed with gzip; the first line says what the others mean."""
    opened = open_month(asking(request), tenant, month)
    return pieces_of(request, opened.chunks, "application/gzip", opened.name)
