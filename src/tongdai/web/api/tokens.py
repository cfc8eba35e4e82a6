"""Tokens of programs through the API."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Path, Router, Status
from pydantic import StrictInt

from tongdai.actions.tokens import TokenRow, create_token, list_tokens, revoke_token
from tongdai.domain.person import Role
from tongdai.web.api.entrance import asking
from tongdai.web.api.shapes import REFUSALS, Strict

router = Router(tags=["tokens"])

TokenId = Annotated[int, Path(ge=1, le=2**31 - 1, example=1)]


class TokenIn(Strict):
    """A new token; with a lesser role it may do less than you."""

    name: str = Field(max_length=200, examples=["Nightly export"])
    login: str | None = Field(None, max_length=120, description="Whose; only an operator chooses somebody else.")
    role: Role | None = None
    days: StrictInt = Field(365, ge=1, le=3650, description="How long it is good for.")


class TokenOut(Strict):
    """One token as the list shows it."""

    id: int = Field(examples=[1])
    name: str = Field(examples=["Nightly export"])
    login: str = Field(examples=["hoa"])
    role: Role
    created: datetime
    expires: datetime


class NewTokenOut(TokenOut):
    """A token with its text, which is shown this once."""

    token: str = Field(examples=["td_4mJ2..."])


@router.get("", response={200: list[TokenOut], **REFUSALS}, summary="List tokens")
def list_all(request: HttpRequest) -> Any:
    """Your own; an operator sees all."""
    return [_token(each) for each in list_tokens(asking(request))]


@router.post("", response={201: NewTokenOut, **REFUSALS}, summary="Create a token")
def create(request: HttpRequest, body: TokenIn) -> Any:
    """It acts as you, with your role or a lesser one."""
    made = create_token(asking(request), body.name, body.role, body.days, body.login)
    return Status(201, _token(made.row) | {"token": made.token.reveal()})


@router.delete("/{token}", response={204: None, **REFUSALS}, summary="Revoke a token")
def revoke(request: HttpRequest, token: TokenId) -> Any:
    """It ends at once."""
    revoke_token(asking(request), token)
    return Status(204, None)


def _token(row: TokenRow) -> dict[str, object]:
    return {name: getattr(row, name) for name in TokenOut.model_fields}
