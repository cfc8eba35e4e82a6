"""Whole tenants in and out through the API."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Status

from tongdai.actions.exchange import apply_import, export_tenant, preview_import, yaml_schema
from tongdai.web.api.entrance import asking
from tongdai.web.api.errors import Fault
from tongdai.web.api.shapes import (
    REFUSALS,
    DifferenceOut,
    Handle,
    PublishedOut,
    Strict,
    Why,
    difference_of,
    findings_of,
    published,
)

router = Router(tags=["import and export"])
export_router = Router(tags=["import and export"])

LONGEST_FILE = 2_000_000
YAML = {"responses": {200: {"content": {"application/yaml": {"schema": {"type": "object"}}}}}}
Secrets = Annotated[bool, Query(description="With the secrets of extensions, for a move to another installation.")]


class FileIn(Strict):
    """A tenant's file."""

    file: str = Field(max_length=LONGEST_FILE, description="The YAML text; its schema is at /imports/schema.")


class ImportPlanOut(Strict):
    """What an import would do; with an error among the findings it would be refused."""

    tenant: str = Field(examples=["sen"])
    difference: DifferenceOut
    findings: list[Fault]


@router.get("/schema", response={200: dict[str, Any], **REFUSALS}, summary="Show the schema of a tenant's file")
def schema(request: HttpRequest) -> Any:  # noqa: ARG001
    """A JSON Schema, for editors and checkers."""
    return yaml_schema()


@router.post("/preview", response={200: ImportPlanOut, **REFUSALS}, summary="Say what an import would change")
def preview(request: HttpRequest, body: FileIn) -> Any:
    """Changes nothing."""
    plan = preview_import(asking(request), body.file)
    return {"tenant": plan.tenant, "difference": difference_of(plan.difference),
            "findings": findings_of(plan.findings)}


@router.post("", response={201: PublishedOut, **REFUSALS}, summary="Import a tenant")
def bring_in(request: HttpRequest, body: FileIn, why: Why = "") -> Any:
    """Make the tenant what the file says, in one release, or change nothing."""
    return Status(201, published(apply_import(asking(request), body.file, why)))


@export_router.get("/{tenant}/export", response={200: None, **REFUSALS}, openapi_extra=YAML,
                   summary="Export a tenant")
def take_out(request: HttpRequest, tenant: Handle, secrets: Secrets = False) -> Any:
    """The whole tenant with its package, as YAML in a stable order."""
    return HttpResponse(export_tenant(asking(request), tenant, secrets), content_type="application/yaml")
