"""Every page as everybody: what is foreign looks as if it never was, no page breaks, every answer has its policy."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, reverse

from testhouse import House
from tongdai.actions.extensions import list_extensions
from tongdai.actions.tokens import create_token, list_tokens
from tongdai.web.headers import CONTENT_SECURITY_POLICY
from tongdai.web.urls import urlpatterns
from web.conftest import RECORDING, Come

pytestmark = pytest.mark.wet

WHO = ("stranger", "chi", "hoa", "binh", "carol")
OK, ELSEWHERE, NO, NONE, NOT_SO, WRONG = 200, 302, 403, 404, 405, 422


@dataclass(frozen=True)
class Page:
    """A page with what names one of Sen's things, and what GET answers a stranger, Chi, Hoa, Bình and Carol."""

    expected: tuple[int, int, int, int, int]
    kwargs: tuple[tuple[str, object], ...] = ()

    def address(self, name: str) -> str:
        """Where it is."""
        return reverse(name, kwargs=dict(self.kwargs))


def of_sen(*expected: int, **kwargs: object) -> Page:
    return Page((ELSEWHERE, *expected), (("tenant", "sen"), *kwargs.items()))  # type: ignore[arg-type]


ADMINISTRATORS = (OK, OK, NO, NONE)
OPERATORS = (OK, NO, NO, NONE)
EVERYBODYS = (OK, OK, OK, NONE)
ONLY_SENT = (NOT_SO, NOT_SO, NOT_SO, NONE)

PAGES = {
    "home": Page((ELSEWHERE, OK, ELSEWHERE, ELSEWHERE, ELSEWHERE)),
    "sign-in": Page((OK, ELSEWHERE, ELSEWHERE, ELSEWHERE, ELSEWHERE)),
    "sign-out": Page((ELSEWHERE, NOT_SO, NOT_SO, NOT_SO, NOT_SO)),
    "password": Page((ELSEWHERE, OK, OK, OK, OK)),
    "language": Page((NOT_SO, NOT_SO, NOT_SO, NOT_SO, NOT_SO)),
    "own-phone": Page((ELSEWHERE, NONE, NONE, OK, NONE)),
    "tokens": Page((ELSEWHERE, OK, OK, NO, OK)),
    "token-revoke": Page((ELSEWHERE, NOT_SO, NOT_SO, NOT_SO, NOT_SO), (("token", 1),)),
    "tenants": Page((ELSEWHERE, OK, OK, NO, OK)),
    "tenant-new": Page((ELSEWHERE, OK, NO, NO, NO)),
    "packages": Page((ELSEWHERE, OK, OK, NO, OK)),
    "package-new": Page((ELSEWHERE, OK, NO, NO, NO)),
    "package": Page((ELSEWHERE, OK, NO, NO, NO), (("handle", "standard"),)),
    "package-delete": Page((ELSEWHERE, OK, NO, NO, NO), (("handle", "standard"),)),
    "operators": Page((ELSEWHERE, OK, ELSEWHERE, NO, ELSEWHERE)),
    "operator-new": Page((ELSEWHERE, OK, ELSEWHERE, NO, ELSEWHERE)),
    "person": Page((ELSEWHERE, OK, OK, NO, NONE), (("login", "binh@sen"),)),
    "person-reset": Page((ELSEWHERE, NOT_SO, NOT_SO, NOT_SO, NOT_SO), (("login", "binh@sen"),)),
    "person-delete": Page((ELSEWHERE, NOT_SO, NOT_SO, NOT_SO, NOT_SO), (("login", "binh@sen"),)),
    "import": Page((ELSEWHERE, OK, NO, NO, NO)),
    "house-journal": Page((ELSEWHERE, OK, ELSEWHERE, NO, ELSEWHERE)),
    "storage": Page((ELSEWHERE, OK, NO, NO, NO)),
    "incidents": Page((ELSEWHERE, OK, NO, NO, NO)),
    "incident": Page((ELSEWHERE, OK, NO, NO, NO), (("incident", "c1-1"),)),
    "incident-file": Page((ELSEWHERE, OK, NO, NO, NO), (("incident", "c1-1"), ("name", "console.txt"))),
    "journal": of_sen(*ADMINISTRATORS),
    "tenant": of_sen(*ADMINISTRATORS),
    "tenant-settings": of_sen(*ADMINISTRATORS),
    "tenant-delete": of_sen(*OPERATORS),
    "extensions": of_sen(*ADMINISTRATORS),
    "extension-new": of_sen(*ADMINISTRATORS),
    "extensions-bulk": of_sen(*ADMINISTRATORS),
    "extensions-delete": of_sen(*ONLY_SENT),
    "extension": of_sen(*ADMINISTRATORS, number="101"),
    "extension-edit": of_sen(*ADMINISTRATORS, number="101"),
    "extension-secret": of_sen(*EVERYBODYS, number="101"),
    "extension-qr": of_sen(*EVERYBODYS, number="101"),
    "extension-renew": of_sen(*EVERYBODYS, number="101"),
    "phones": of_sen(*EVERYBODYS),
    "live": of_sen(*ADMINISTRATORS),
    "call-hang-up": of_sen(*ONLY_SENT, call="up.1"),
    "calls": of_sen(*EVERYBODYS),
    "calls-csv": of_sen(*ADMINISTRATORS),
    "call": of_sen(*EVERYBODYS, call="c1.1"),
    "archive": of_sen(*ADMINISTRATORS),
    "archive-month": of_sen(*ADMINISTRATORS, month="2026-09"),
    "recordings": of_sen(*EVERYBODYS),
    "listeners": of_sen(*ADMINISTRATORS),
    "recordings-take": of_sen(*ONLY_SENT),
    "recording": of_sen(*EVERYBODYS, recording=RECORDING),
    "recording-sound": of_sen(*EVERYBODYS, recording=RECORDING),
    "recording-copy": of_sen(*ADMINISTRATORS, recording=RECORDING),
    "recording-hold": of_sen(*ONLY_SENT, recording=RECORDING),
    "recording-let-go": of_sen(*ONLY_SENT, recording=RECORDING),
    "recording-delete": of_sen(*ADMINISTRATORS, recording=RECORDING),
    "plan": of_sen(*ADMINISTRATORS),
    "what-if": of_sen(*ADMINISTRATORS),
    "releases": of_sen(*ADMINISTRATORS),
    "release": of_sen(*ADMINISTRATORS, number=1),
    "release-roll-back": of_sen(*ADMINISTRATORS, number=1),
    "release-undo": of_sen(*ONLY_SENT, number=2),
    "exchange": of_sen(*ADMINISTRATORS),
    "export": of_sen(*ADMINISTRATORS),
    "people": of_sen(*ADMINISTRATORS),
    "person-new": of_sen(*ADMINISTRATORS),
}


def _names(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from _names(each.url_patterns)
        else:
            assert each.name, f"a page without a name: {each.pattern}"
            yield each.name


def test_every_page_is_in_the_table() -> None:
    assert set(_names(urlpatterns)) == set(PAGES)


@pytest.mark.parametrize("who", WHO)
def test_a_page_opens_for_whom_the_table_says(come: Come, who: str) -> None:
    visitor = come(who)

    answers = {name: visitor.get(page.address(name)).status_code for name, page in PAGES.items()}

    assert answers == {name: page.expected[WHO.index(who)] for name, page in PAGES.items()}


@pytest.mark.parametrize("language", ["en", "vi", "km"])
def test_every_page_opens_in_every_language_with_the_policy(come: Come, language: str) -> None:
    chi = come("chi")
    chi.post("/language/", language=language)

    for name, page in PAGES.items():
        answer = chi.get(page.address(name))

        assert answer.status_code < 500, name
        assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY, name
        assert answer.headers["X-Content-Type-Options"] == "nosniff", name
        assert "no-store" in answer.headers["Cache-Control"], name
        text = answer.content.decode() if not answer.streaming else ""
        assert "<script>" not in text, name
        assert "style=" not in text, name
        assert " onclick=" not in text, name


def test_a_foreign_thing_and_one_that_never_was_look_the_same(come: Come) -> None:
    carol = come("carol")

    for name, page in PAGES.items():
        if ("tenant", "sen") in page.kwargs:
            foreign = carol.get(page.address(name))
            never = carol.get(page.address(name).replace("/sen/", "/nix/"))

            assert (foreign.status_code, never.status_code) == (404, 404), name
            assert _told(foreign, "sen") == _told(never, "nix"), name


def _told(answer: Any, handle: str) -> str:
    """What a page says, without the token that differs each time and the handle that was asked for."""
    return re.sub(r'csrfmiddlewaretoken" value="\w+"|X-CSRFToken": "\w+"', "", answer.content.decode()) \
        .replace(f"/{handle}/", "/?/").replace(f"&#x27;{handle}&#x27;", "'?'")


def test_nobody_can_send_a_form_to_a_foreign_tenant(house: House, come: Come) -> None:
    before = list_extensions(house.operator, "sen").rows, list_extensions(house.operator, "tre").rows
    create_token(house.operator, "CRM", login="hoa@sen")
    token = list_tokens(house.operator)[0].id

    for who in ("stranger", "carol"):
        visitor = come(who)
        for name, page in PAGES.items():
            if name in {"sign-in", "sign-out", "language", "password"}:
                continue
            address = page.address(name) if name != "token-revoke" else reverse(name, kwargs={"token": token})
            answer = visitor.post(address, why="", numbers=["101"], confirmed="yes", handle="sen")

            expected = {302} if who == "stranger" else {200, 302, 403, 404, 405, 422}
            assert answer.status_code in expected, (who, name)

    assert (list_extensions(house.operator, "sen").rows, list_extensions(house.operator, "tre").rows) == before
    assert len(list_tokens(house.operator)) == 1
    assert house.engine.live == {"up.1"}


def test_a_user_sees_the_own_extension_alone(come: Come) -> None:
    binh = come("binh")

    for name in ("extension-secret", "extension-qr", "extension-renew"):
        assert binh.get(reverse(name, kwargs={"tenant": "sen", "number": "102"})).status_code == NONE, name
    assert binh.get(reverse("call", kwargs={"tenant": "sen", "call": "c1.2"})).status_code == NONE
