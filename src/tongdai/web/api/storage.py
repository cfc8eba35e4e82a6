"""What takes how much of the disk, through the API."""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Router

from tongdai.actions.storage import Budget, BudgetName, BudgetState, recording_share, storage
from tongdai.domain.incident import IncidentKind
from tongdai.web.api.entrance import asking
from tongdai.web.api.shapes import REFUSALS, Handle, Strict

router = Router(tags=["storage"])
tenant_router = Router(tags=["storage"])


class BudgetOut(Strict):
    """One budget, in bytes. `capacity` is what could be used in all: the budget, or less where the disk ends first."""

    name: BudgetName
    directory: str = Field(description="Empty where a database server keeps it.",
                           examples=["/var/lib/tongdai/recordings"])
    used: int = Field(examples=[48_000_000_000])
    limit: int | None = Field(description="The budget; null where there is none.", examples=[120_000_000_000])
    free: int | None = Field(description="What its disk has left for it; null where that is another machine's.",
                             examples=[65_000_000_000])
    capacity: int | None = Field(examples=[113_000_000_000])
    share: int = Field(description="Per cent of the capacity that are used.", examples=[42])
    state: BudgetState


class StorageOut(Strict):
    """All budgets, and what is stopped until there is room again."""

    budgets: list[BudgetOut]
    reserve_held: int = Field(description="Bytes kept for call events alone; less than reserve_size: the disk is full.",
                              examples=[64_000_000])
    reserve_size: int = Field(examples=[64_000_000])
    recording: bool = Field(description="Whether new calls are recorded.")
    uploads: bool = Field(description="Whether files that people send are taken.")
    alarms: list[IncidentKind]


class RecordingShareOut(Strict):
    """What a customer's recordings take of what the package allows."""

    count: int = Field(examples=[1200])
    used: int = Field(description="Bytes.", examples=[2_400_000_000])
    limit: int = Field(description="Bytes; 0 where the package has no room for recordings.", examples=[5_000_000_000])
    days: int = Field(description="How long the package keeps them.", examples=[90])


@router.get("", response={200: StorageOut, **REFUSALS}, summary="Say what takes how much of the disk")
def show(request: HttpRequest) -> Any:
    """The operator's; measured now."""
    found = storage(asking(request))
    return {"budgets": [_budget(each) for each in found.budgets], "reserve_held": found.reserve_held,
            "reserve_size": found.reserve_size, "recording": found.is_recording, "uploads": found.takes_uploads,
            "alarms": sorted(found.alarms)}


@tenant_router.get("/{tenant}/storage", response={200: RecordingShareOut, **REFUSALS},
                   summary="Say how much room a customer's recordings take")
def of_tenant(request: HttpRequest, tenant: Handle) -> Any:
    """Beside what the package allows."""
    found = recording_share(asking(request), tenant)
    return {name: getattr(found, name) for name in RecordingShareOut.model_fields}


def _budget(each: Budget) -> dict[str, object]:
    return {name: getattr(each, name) for name in BudgetOut.model_fields}
