"""What callers, phones and people write is text on every page, whatever it looks like."""

from dataclasses import replace

import pytest

from housecalls import a_call, an_incident
from recordedcalls import keep_recording, with_recording
from testhouse import House
from tongdai.actions.extensions import update_extension
from tongdai.actions.tenants import update_tenant
from tongdai.domain.call import Call, EventKind, Moment
from tongdai.domain.incident import IncidentKind
from tongdai.domain.observation import LiveCall, Registration
from tongdai.domain.quality import LegQuality, Stream
from tongdai.store import models
from tongdai.store.calls import write_calls
from tongdai.store.incidents import write_incident
from tongdai.store.reads import key_of
from tongdai.store.tenancy import everywhere
from web.conftest import RECORDING, Visitor
from web.test_pages_are_for_whom_the_table_says import PAGES

pytestmark = pytest.mark.wet

HOSTILE_RECORDING = "bad0" * 8
SOUND = Stream(packets=90, lost=10, loss=10.0, jitter=2.0, mos=2.0)
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
    call = a_call(sen, "bad.1", caller=text[:32], dialled=text[:32], answered_by=text[:32], codec=text[:32])
    write_calls([with_recording(_with_moments(call, text), (4.0, 14.0))])
    keep_recording(house.settings, "bad.1", HOSTILE_RECORDING)
    with everywhere():
        models.Recording.objects.filter(id__in=(RECORDING, HOSTILE_RECORDING)).update(held=True, hold_reason=text)
    write_incident(an_incident("c1-bad", kind=IncidentKind.ENGINE_HUNG, details={"what": text, "seconds": text},
                               affected={sen: 1}))
    return text


def _with_moments(call: Call, text: str) -> Call:
    """A transfer to a bad number, and legs that are called like it."""
    legs = tuple(replace(leg, number=text[:32], quality=LegQuality(sent=SOUND, heard=None, round_trip=None))
                 for leg in call.legs)
    return replace(call, legs=legs, mos=2.0,
                   timeline=(*call.timeline[:-1], Moment(9.0, EventKind.TRANSFERRED, 1, text), call.timeline[-1]))


def test_no_page_lets_it_out(chi: Visitor, hostile: str) -> None:
    addresses = [page.address(name) for name, page in PAGES.items()] + [
        "/tenants/sen/calls/bad.1/", f"/tenants/sen/recordings/{HOSTILE_RECORDING}/", "/incidents/c1-bad/"]

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
