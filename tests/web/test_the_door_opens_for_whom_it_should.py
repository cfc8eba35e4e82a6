"""Signing in and out, the first password, the language, and what a stranger may not do."""

import runpy
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from testhouse import House
from tongdai.actions.people import PersonDraft, create_person
from tongdai.domain.person import Role
from tongdai.site import settings as settings_module
from web.conftest import PASSWORD, Come, Visitor

pytestmark = pytest.mark.wet


def test_a_page_asked_for_before_signing_in_opens_afterwards(come: Come) -> None:
    stranger = come("nobody")

    sent = stranger.get("/tenants/sen/extensions/?sort=name")
    answer = stranger.post(sent.headers["Location"], login="hoa@sen", password=PASSWORD,
                           next="/tenants/sen/extensions/?sort=name")

    assert sent.headers["Location"] == "/sign-in/?next=%2Ftenants%2Fsen%2Fextensions%2F%3Fsort%3Dname"
    assert answer.headers["Location"] == "/tenants/sen/extensions/?sort=name"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil"])
def test_signing_in_never_leads_to_another_house(come: Come, target: str) -> None:
    answer = come("nobody").post("/sign-in/", login="hoa@sen", password=PASSWORD, next=target)

    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize(("login", "password"), [("hoa@sen", "wrong"), ("who", PASSWORD)])
def test_a_wrong_and_an_unknown_login_get_the_same_answer(come: Come, login: str, password: str) -> None:
    answer = come("nobody").post("/sign-in/", login=login, password=password)

    assert answer.status_code == 422
    assert "Login and password do not fit together" in answer.content.decode()
    assert f'value="{login}"' in answer.content.decode()


def test_the_eleventh_try_is_told_to_wait(come: Come) -> None:
    stranger = come("nobody")
    for _ in range(10):
        stranger.post("/sign-in/", login="hoa@sen", password="wrong")

    answer = stranger.post("/sign-in/", login="hoa@sen", password=PASSWORD)

    assert "too many attempts" in answer.content.decode()


def test_a_one_time_password_opens_nothing_but_the_choice_of_ones_own(house: House, come: Come) -> None:
    made = create_person(house.operator, PersonDraft(login="lan", name="Lan", role=Role.ADMINISTRATOR, tenant="sen"))
    once, visitor = made.one_time_password.reveal(), come("nobody")
    visitor.post("/sign-in/", login="lan@sen", password=once)

    for address in ("/", "/tenants/sen/", "/tenants/sen/extensions/101/secret/", "/tokens/"):
        assert visitor.get(address).headers["Location"] == "/password/"
    visitor.post("/password/", old=once, password="another-river-9", again="another-river-9")

    assert visitor.get("/tenants/sen/").status_code == 200


def test_a_new_password_must_be_typed_twice_and_be_good(hoa: Visitor) -> None:
    differing = hoa.post("/password/", old=PASSWORD, password="another-river-9", again="another-river-8")
    weak = hoa.post("/password/", old=PASSWORD, password="short", again="short")

    assert "differ" in differing.content.decode()
    assert weak.status_code == 422
    assert hoa.get("/tenants/sen/").status_code == 200


def test_changing_the_password_ends_other_sessions_and_keeps_this_one(come: Come) -> None:
    here, elsewhere = come("hoa"), come("hoa")

    here.post("/password/", old=PASSWORD, password="another-river-9", again="another-river-9")

    assert here.get("/tenants/sen/").status_code == 200
    assert elsewhere.get("/tenants/sen/").status_code == 302


def test_signing_out_ends_the_session(hoa: Visitor) -> None:
    hoa.post("/sign-out/")

    assert hoa.get("/tenants/sen/").status_code == 302


def test_a_visitor_chooses_a_language_and_a_person_keeps_it_everywhere(come: Come) -> None:
    stranger, hoa = come("nobody"), come("hoa")

    stranger.post("/language/", language="km")
    hoa.post("/language/", language="vi")

    assert '<html lang="km">' in stranger.get("/sign-in/").content.decode()
    assert '<html lang="vi">' in come("hoa").get("/tenants/sen/").content.decode()
    assert "Máy nhánh" in hoa.get("/tenants/sen/extensions/").content.decode()


def test_an_unknown_language_changes_nothing(come: Come) -> None:
    stranger = come("nobody")

    stranger.post("/language/", language="<x>")

    assert '<html lang="en">' in stranger.get("/sign-in/").content.decode()


def test_a_form_from_another_page_is_refused(house: House) -> None:
    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {"login": "hoa@sen", "password": PASSWORD})

    assert answer.status_code == 403
    assert "This form is too old" in answer.content.decode()


def test_the_session_cookie_is_for_this_house_alone(come: Come) -> None:
    cookie = come("hoa").client.cookies["tongdai_session"]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_behind_https_cookies_are_secure_and_browsers_are_told_to_come_back_so(
        monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONGDAI_WEB_URL", "https://pbx.example.com")

    made = runpy.run_path(settings_module.__file__)

    assert made["SESSION_COOKIE_SECURE"]
    assert made["CSRF_COOKIE_SECURE"]
    assert made["SECURE_HSTS_SECONDS"] > 0
    assert "pbx.example.com" in made["ALLOWED_HOSTS"]


def test_on_plain_http_nobody_is_told_to_come_by_https() -> None:
    assert django_settings.SECURE_HSTS_SECONDS == 0
    assert not django_settings.SESSION_COOKIE_SECURE


def test_a_session_that_ended_while_a_page_reloads_a_part_takes_the_whole_page_to_the_door(come: Come) -> None:
    answer = come("nobody").get("/tenants/sen/live/", **{"HX-Request": "true"})

    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == "/sign-in/"


def test_behind_our_own_proxy_one_mistyping_visitor_does_not_lock_out_the_others(house: House, come: Come,
                                                                                settings: Any) -> None:
    settings.TONGDAI = replace(house.settings, web_url="https://pbx.example.com")
    client = Client()
    for _ in range(11):
        client.post("/sign-in/", {"login": "hoa@sen", "password": "wrong"}, headers={"X-Forwarded-For": "192.0.2.66"})

    answer = client.post("/sign-in/", {"login": "hoa@sen", "password": PASSWORD},
                         headers={"X-Forwarded-For": "192.0.2.66, 192.0.2.67"})

    assert answer.status_code == 302


def test_a_stranger_cannot_choose_an_address(come: Come) -> None:
    client = Client()
    for number in range(11):
        client.post("/sign-in/", {"login": "hoa@sen", "password": "wrong"},
                    headers={"X-Forwarded-For": f"192.0.2.{number}"})

    answer = client.post("/sign-in/", {"login": "hoa@sen", "password": PASSWORD})

    assert "too many attempts" in answer.content.decode()
