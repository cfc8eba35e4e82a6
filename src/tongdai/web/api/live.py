"""This moment through the API: phones that are registered, calls that are up."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Path, Router, Status

from tongdai.actions.live import hang_up_call, live_calls, registrations
from tongdai.web.api.entrance import asking
from tongdai.web.api.shapes import REFUSALS, Handle, Strict

router = Router(tags=["this moment"])

LiveId = Annotated[str, Path(max_length=64, example="c1abc-1764000000.12", description="Id of the call.")]


class PhoneOut(Strict):
    """One phone that is registered."""

    number: str = Field(examples=["101"])
    address: str = Field(examples=["192.0.2.7:5060"])
    transport: str = Field(examples=["udp"])
    user_agent: str = Field(examples=["Desk phone 1.0"])
    expires: datetime | None
    round_trip_ms: float | None = Field(examples=[12.5])
    reachable: bool


class CallUpOut(Strict):
    """One call that is up; `number` is the extension that began it."""

    id: str = Field(examples=["c1abc-1764000000.12"])
    number: str = Field(examples=["101"])
    caller: str = Field(examples=["101"])
    dialled: str = Field(examples=["102"])
    peer: str = Field(examples=["102"])
    state: str = Field(examples=["talking"])
    seconds: int = Field(examples=[42])


@router.get("/{tenant}/registrations", response={200: list[PhoneOut], **REFUSALS}, summary="List registered phones")
def phones(request: HttpRequest, tenant: Handle) -> Any:
    """By number; a user sees those of the own extension."""
    return [_fields(PhoneOut, each) for each in registrations(asking(request), tenant)]


@router.get("/{tenant}/live", response={200: list[CallUpOut], **REFUSALS}, summary="List calls that are up")
def calls(request: HttpRequest, tenant: Handle) -> Any:
    """The longest first."""
    return [_fields(CallUpOut, each) for each in live_calls(asking(request), tenant)]


@router.delete("/{tenant}/live/{call}", response={204: None, **REFUSALS}, summary="End a call")
def hang_up(request: HttpRequest, tenant: Handle, call: LiveId) -> Any:
    """Both sides hear it end."""
    hang_up_call(asking(request), tenant, call)
    return Status(204, None)


def _fields(shape: type[Strict], value: object) -> dict[str, object]:
    return {name: getattr(value, name) for name in shape.model_fields}
