"""A house, and programs that come to it with tokens."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from housecalls import an_incident, archive_october
from houserecordings import kept
from testhouse import NOON, House, empty_house, furnish
from tongdai.actions.people import PersonDraft, create_person
from tongdai.actions.tenants import get_tenant
from tongdai.actions.tokens import create_token
from tongdai.domain.observation import EngineState, LiveCall, Observation, Registration
from tongdai.domain.person import Role
from tongdai.store.incidents import write_incident

CAST = (PersonDraft(login="chi", name="Chi", role=Role.OPERATOR),
        PersonDraft(login="hoa", name="Hoa", role=Role.ADMINISTRATOR, tenant="sen"),
        PersonDraft(login="binh", name="Bình", role=Role.USER, tenant="sen", extension="101"),
        PersonDraft(login="carol", name="Carol", role=Role.ADMINISTRATOR, tenant="tre"))
"""Chi is the provider's operator; Hoa owns Sen, Bình works there, Carol owns Tre and must never see Sen."""


@dataclass(frozen=True)
class Answer:
    """What the API answered."""

    status: int
    body: bytes
    headers: Any

    @property
    def data(self) -> Any:
        """The JSON of the body."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Caller:
    """A program with somebody's token (or with none)."""

    token: str = ""

    def __call__(self, method: str, address: str, body: Any = None, **headers: str) -> Answer:
        """Send one request; a body that is not text goes as JSON."""
        given = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        data = body if isinstance(body, str | bytes) else json.dumps(body) if body is not None else ""
        response = Client(raise_request_exception=False).generic(
            method, f"/api/v1{address}", data, content_type="application/json", headers={**given, **headers})
        return Answer(response.status_code, b"".join(response) if response.streaming else response.content,
                      response.headers)


@pytest.fixture
def house(tmp_path: Path, db: None, settings: Any) -> House:
    """Sen and Tre, with their phones and people; the web process works on it."""
    built = furnish(empty_house(tmp_path))
    settings.TONGDAI = built.settings
    settings.TONGDAI_ENGINE = built.engine
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    for draft in CAST:
        create_person(built.operator, draft)
    bring_to_life(built)
    return built


class Unending(set[str]):
    """Calls that stay up although somebody hung them up, so that everybody can try."""

    def discard(self, call_id: str, /) -> None:
        """Stay."""


def bring_to_life(house: House) -> None:
    """One phone, one call that is up and one of the same name that is over, of each tenant."""
    keys = [get_tenant(house.operator, handle).tenant.key for handle in ("sen", "tre")]
    phones = tuple(Registration(f"{key}-101", "127.0.0.1:5070", "udp", "Desk phone", None, 3.5, True) for key in keys)
    calls = tuple(LiveCall(f"{handle}.1", f"{key}-101", "101", "102", "talking", 42, "102")
                  for handle, key in zip(("sen", "tre"), keys, strict=True))
    house.engine.observation = Observation(NOON, "c1", EngineState.SERVING, "22.10.1", 60, phones, calls)
    house.engine.kept_evidence = {"c1-1": {"log.txt": b"words"}}
    write_incident(an_incident())
    house.engine.live = Unending(each.id for each in calls)
    for handle in ("sen", "tre"):
        kept(house, handle, f"{handle}.1", 0.2)
    archive_october(house, *keys)


@pytest.fixture
def call_as(house: House) -> Callable[[str], Caller]:
    """Come as `chi`, `hoa`, `binh` or `carol`; as anybody else, without a token."""
    logins = {"chi": "chi", "hoa": "hoa@sen", "binh": "binh@sen", "carol": "carol@tre"}

    def come(name: str) -> Caller:
        if name not in logins:
            return Caller()
        return Caller(create_token(house.operator, "test", login=logins[name]).token.reveal())

    return come


@pytest.fixture
def chi(call_as: Callable[[str], Caller]) -> Caller:
    """The operator's program."""
    return call_as("chi")


@pytest.fixture
def hoa(call_as: Callable[[str], Caller]) -> Caller:
    """The program of Sen's administrator."""
    return call_as("hoa")


@pytest.fixture
def carol(call_as: Callable[[str], Caller]) -> Caller:
    """The program of Tre's administrator."""
    return call_as("carol")
