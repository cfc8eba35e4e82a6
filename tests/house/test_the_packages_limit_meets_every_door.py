"""The limit of a package is one rule, and whoever comes through any door meets it, in the same words."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from testhouse import NOBODY, House, empty_house, furnish
from tongdai.actions.context import Refused
from tongdai.actions.exchange import apply_import, export_tenant
from tongdai.actions.extensions import ExtensionDraft, create_extension, create_extensions, list_extensions
from tongdai.actions.packages import update_package
from tongdai.actions.people import PersonDraft, create_person
from tongdai.actions.sign_in import asker_for_session, set_password, sign_in
from tongdai.actions.tokens import create_token
from tongdai.cli.main import main
from tongdai.domain.person import Role
from tongdai.domain.secret import Secret
from tongdai.site.entry import PROGRAM

pytestmark = pytest.mark.wet
WORDS = "Package 'standard' allows 3 extensions and this would make 4."
PASSWORD = Secret("mưa rơi trên mái ngói")


@pytest.fixture
def full_house(tmp_path: Path, db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> House:
    """Sen has as many extensions as its package allows, and Chi is an operator."""
    (tmp_path / "database").mkdir()
    monkeypatch.setenv("TONGDAI_DATA", str(tmp_path))
    house = furnish(empty_house(tmp_path))
    settings.TONGDAI, settings.TONGDAI_ENGINE = house.settings, house.engine
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    update_package(house.operator, "standard", {"extensions": 3})
    create_extension(house.operator, "sen", ExtensionDraft(number="103", name="Last"))
    return house


def by_action(house: House) -> str:
    """The verb itself."""
    return refusal(lambda: create_extension(house.operator, "sen", ExtensionDraft(number="104", name="One")))


def by_bulk(house: House) -> str:
    """The verb for many."""
    return refusal(lambda: create_extensions(house.operator, "sen", "104", 1, "One"))


def by_import(house: House) -> str:
    """A file."""
    text = export_tenant(house.operator, "sen") + "  - number: '104'\n    name: One\n"
    return refusal(lambda: apply_import(house.operator, text))


def refusal(ask: Callable[[], object]) -> str:
    """What the findings of a refusal say."""
    with pytest.raises(Refused) as caught:
        ask()
    return " ".join(str(each.message) for each in caught.value.findings)


def by_api(house: House) -> str:
    """A program."""
    create_person(house.operator, PersonDraft(login="chi", name="Chi", role=Role.OPERATOR))
    token = create_token(house.operator, "test", login="chi").token.reveal()
    answer = Client().post("/api/v1/tenants/sen/extensions", json.dumps({"number": "104", "name": "One"}),
                           content_type="application/json", headers={"Authorization": f"Bearer {token}"})
    return answer.content.decode()


def by_form(house: House) -> str:
    """A page."""
    created = create_person(house.operator, PersonDraft(login="chi", name="Chi", role=Role.OPERATOR))
    signed_in = sign_in(house.ask(NOBODY), "chi", created.one_time_password, "192.0.2.1")
    found = asker_for_session(signed_in.person.id, signed_in.mark)
    assert found is not None
    set_password(house.ask(found[0]), created.one_time_password, PASSWORD)
    client = Client()
    client.post("/sign-in/", {"login": "chi", "password": PASSWORD.reveal()})
    answer = client.post("/tenants/sen/extensions/new/", {
        "number": "104", "name": "One", "ring_seconds": "25", "devices": "3", "encryption": "optional",
        "record_incoming": "never", "record_outgoing": "never"})
    return answer.content.decode().replace("&#x27;", "'")


def by_command_line(house: House, capsys: pytest.CaptureFixture[str]) -> str:
    """A command."""
    main(replace(PROGRAM, open_house=lambda _settings: house.operator),
         ["extension", "create", "sen", "104", "--name", "One"])
    printed = capsys.readouterr()
    return " ".join((printed.out + printed.err).split())


@pytest.mark.parametrize("door", [by_action, by_bulk, by_import, by_api, by_form, by_command_line])
def test_one_extension_too_many_is_refused(full_house: House, door: Callable[..., str],
                                           capsys: pytest.CaptureFixture[str]):
    said = door(full_house, capsys) if door is by_command_line else door(full_house)

    assert WORDS in said
    assert list_extensions(full_house.operator, "sen").total == 3
