"""Whoever is signed in to the console may call the API too; what changes something needs the page's CSRF token."""

import re

import pytest
from django.test import Client

from testhouse import House
from tongdai.actions.people import reset_password
from tongdai.actions.sign_in import asker_of, set_password, sign_in
from tongdai.domain.secret import Secret

pytestmark = pytest.mark.wet

PASSWORD = "lotus-river-cloud-7"
ADDRESS = "/api/v1/tenants/sen/extensions/101"


def token_of(page: bytes) -> str:
    """The CSRF token that a page carries in its form."""
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.decode())
    assert found
    return found[1]


def browser(password: Secret) -> Client:
    """Hoa's browser, after the sign-in page took this password."""
    client = Client(enforce_csrf_checks=True)
    token = token_of(client.get("/sign-in/").content)
    client.post("/sign-in/", {"login": "hoa@sen", "password": password.reveal(), "csrfmiddlewaretoken": token})
    return client


@pytest.fixture
def first_password(house: House) -> Secret:
    """What Hoa was given and must change."""
    return reset_password(house.operator, "hoa@sen").one_time_password


@pytest.fixture
def hoas_browser(house: House, first_password: Secret) -> Client:
    """Signed in with a password of her own."""
    person = sign_in(house.operator, "hoa@sen", first_password, "192.0.2.1").person
    set_password(house.ask(asker_of(person, "console")), first_password, Secret(PASSWORD))
    return browser(Secret(PASSWORD))


def test_a_session_reads_what_its_person_may(hoas_browser: Client):
    assert hoas_browser.get(ADDRESS).json()["number"] == "101"
    assert hoas_browser.get("/api/v1/tenants/tre").status_code == 404


def test_a_session_changes_nothing_without_the_pages_token(hoas_browser: Client):
    refused = hoas_browser.patch(ADDRESS, {"name": "Bình"}, content_type="application/json")

    assert refused.status_code == 403
    assert refused.json()["code"] == "forbidden"
    assert "X-CSRFToken" in refused.json()["remedy"]


def test_a_session_with_the_pages_token_changes(hoas_browser: Client):
    token = token_of(hoas_browser.get("/tenants/sen/").content)

    changed = hoas_browser.patch(ADDRESS, {"name": "Bình"}, content_type="application/json",
                                 headers={"X-CSRFToken": token})

    assert changed.status_code == 200, changed.content
    assert hoas_browser.get(ADDRESS).json()["name"] == "Bình"


def test_a_one_time_password_opens_nothing_before_it_was_changed(first_password: Secret):
    refused = browser(first_password).get(ADDRESS)

    assert refused.status_code == 403
    assert "password of your own" in refused.json()["message"]


def test_a_session_ends_with_its_password(house: House, hoas_browser: Client):
    reset_password(house.operator, "hoa@sen")

    assert hoas_browser.get(ADDRESS).status_code == 401


def test_a_bad_token_is_not_helped_by_a_session(hoas_browser: Client):
    assert hoas_browser.get(ADDRESS, headers={"Authorization": "Bearer nonsense"}).status_code == 401
