"""How the installation is, through the API."""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Router

from tongdai.actions.status import house_status
from tongdai.domain.observation import EngineState
from tongdai.web.api.entrance import asking
from tongdai.web.api.shapes import REFUSALS, Strict

router = Router(tags=["status"])


class StatusOut(Strict):
    """One look at the whole house; figures of the engine are 0 where it does not answer."""

    version: str = Field(examples=["0.1.0"])
    engine: EngineState
    engine_version: str = Field(examples=["22.10.1"])
    up_seconds: int = Field(examples=[86400])
    tenants: int = Field(examples=[12])
    extensions: int = Field(examples=[480])
    phones: int = Field(description="Registered now.", examples=[431])
    calls: int = Field(description="Up now.", examples=[17])


@router.get("", response={200: StatusOut, **REFUSALS}, summary="Say how the installation is")
def show(request: HttpRequest) -> Any:
    """The operator's."""
    found = house_status(asking(request))
    return {name: getattr(found, name) for name in StatusOut.model_fields}
