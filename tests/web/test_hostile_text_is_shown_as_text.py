"""What callers, phones and people write is text on every page, whatever it looks like."""

from dataclasses import replace

import pytest

from housecalls import a_call
from testhouse import House
from tongdai.actions.extensions import update_extension
from tongdai.actions.tenants import update_tenant
from tongdai.domain.observation import LiveCall, Registration
from tongdai.store.calls import write_calls
from tongdai.store.reads import key_of
from web.conftest import Visitor
from web.test_pages_are_for_whom_the_table_says import PAGES

pytestmark = pytest.mark.wet

HOSTILE = ("<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "{{7*7}}{% debug %}", "'; DROP TABLE--",
           "%(name)s {0} {x}", "javascript:alert(1)", "</textarea><svg/onload=1>")


@pytest.fixture(params=HOSTILE)
def hostile(house: House, request: pytest.FixtureRequest) -> str:
    """The same bad text in every place that somebody else writes."""
    text: str = request.param
    sen = key_of("sen") or ""
    update_tenant(house.operator, "sen", {"name": text[:60]}, text)
    update_extension(house.operator, "sen", "101", {"name": text[:60]})
    assert house.engine.observation is not None
    house.engine.observation = replace(
        house.engine.observation,
        registrations=(Registration(f"{sen}-101", text, text, text, None, None, True),),
        calls=(LiveCall("up.1", f"{sen}-101", text, text, text, 1),))
    write_calls([a_call(sen, "bad.1", caller=text[:32], dialled=text[:32], answered_by=text[:32], codec=text[:32])])
    return text


def test_no_page_lets_it_out(chi: Visitor, hostile: str) -> None:
    addresses = [page.address(name) for name, page in PAGES.items()] + ["/tenants/sen/calls/bad.1/"]

    for address in addresses:
        answer = chi.get(address)
        text = answer.content.decode() if answer.headers["Content-Type"].startswith("text/html") else ""

        assert answer.status_code < 500, address
        for markup in ("<script>alert", "<img src=x", "<svg/onload", 'href="javascript:'):
            assert markup not in text, address


def test_a_spreadsheet_computes_nothing(house: House, hoa: Visitor) -> None:
    write_calls([a_call(key_of("sen") or "", "bad.2", caller="=cmd|' /C calc'!A0", dialled="+101")])

    lines = b"".join(hoa.get("/tenants/sen/calls.csv").streaming_content).decode()

    assert ",=cmd" not in lines
    assert ",+101" not in lines


def test_a_search_for_markup_finds_nothing_and_shows_it_as_text(chi: Visitor) -> None:
    query = "?search=<script>alert(1)</script>&sort=<x>&page=99999999999"
    text = chi.get(f"/tenants/sen/extensions/{query}").content.decode()

    assert "&lt;script&gt;" in text
    assert "<script>alert" not in text
