"""Incidents of the house through the API."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Path, Router

from tongdai.actions.incidents import IncidentRow, evidence_file, list_incidents, open_alarms, show_incident
from tongdai.actions.words import translate
from tongdai.domain.incident import IncidentKind
from tongdai.web.api.entrance import asking
from tongdai.web.api.shapes import REFUSALS, PageNumber, PageOut, Strict, page_of

router = Router(tags=["incidents"])

FILE = {"responses": {200: {"content": {"application/octet-stream": {"schema": {
    "type": "string", "format": "binary"}}}}}}
IncidentId = Annotated[str, Path(max_length=64, example="c1-20261124-120000-00c0ffee", description="Its id.")]
FileName = Annotated[str, Path(max_length=64, example="threads.txt", description="Name of the file, from its story.")]


class IncidentOut(Strict):
    """One line of the list; `ended` is null while it is an alarm."""

    id: str = Field(examples=["c1-20261124-120000-00c0ffee"])
    kind: IncidentKind
    cell: str = Field(examples=["c1"])
    began: datetime
    ended: datetime | None
    calls: int = Field(description="Calls that were cut off.", examples=[3])
    words: str = Field(examples=["The clock of this machine jumped by 3.0 seconds."])


class AffectedOut(Strict):
    """A tenant whose calls were cut off; a tenant that is gone has an empty handle."""

    tenant: str = Field(examples=["sen"])
    name: str = Field(examples=["Sen"])
    calls: int = Field(examples=[3])


class EvidenceOut(Strict):
    """One file that was kept."""

    name: str = Field(examples=["threads.txt"])
    size: int = Field(examples=[4096])


class IncidentStoryOut(IncidentOut):
    """An incident told whole."""

    remedy: str
    details: dict[str, str]
    affected: list[AffectedOut]
    evidence: list[EvidenceOut]


@router.get("", response={200: PageOut[IncidentOut], **REFUSALS}, summary="List incidents")
def list_all(request: HttpRequest, page: PageNumber = 1) -> Any:
    """The operator's; the newest first."""
    return page_of(list_incidents(asking(request), page), _row)


@router.get("/open", response={200: list[IncidentOut], **REFUSALS}, summary="List alarms")
def alarms(request: HttpRequest) -> Any:
    """Incidents that have not ended."""
    return [_row(each) for each in open_alarms(asking(request))]


@router.get("/{incident}", response={200: IncidentStoryOut, **REFUSALS}, summary="Show an incident")
def show(request: HttpRequest, incident: IncidentId) -> Any:
    """What happened, what to do, whom it hurt, and which evidence is still there."""
    story = show_incident(asking(request), incident)
    return _row(story.row) | {
        "remedy": translate(story.remedy), "details": dict(story.row.incident.details),
        "affected": [_fields(AffectedOut, each) for each in story.affected],
        "evidence": [_fields(EvidenceOut, each) for each in story.evidence]}


@router.get("/{incident}/evidence/{name}", response={200: None, **REFUSALS}, openapi_extra=FILE,
            summary="Take a file of evidence")
def evidence(request: HttpRequest, incident: IncidentId, name: FileName) -> Any:
    """As it was kept."""
    data = evidence_file(asking(request), incident, name)
    return HttpResponse(data, content_type="application/octet-stream", headers={
        "Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"})


def _row(row: IncidentRow) -> dict[str, object]:
    told = {"words": translate(row.words), "calls": row.calls}
    return told | {name: getattr(row.incident, name) for name in ("id", "kind", "cell", "began", "ended")}


def _fields(shape: type[Strict], value: object) -> dict[str, object]:
    return {name: getattr(value, name) for name in shape.model_fields}
