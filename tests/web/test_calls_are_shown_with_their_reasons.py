"""The call log, one call whole, what would happen if, and parts that reload themselves."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest

from housecalls import a_call
from testhouse import NOON, House
from tongdai.domain.call import Outcome
from tongdai.store.calls import write_calls
from tongdai.store.reads import key_of
from web.conftest import Visitor

pytestmark = pytest.mark.wet


def test_a_calls_page_tells_reasons_and_draws_its_way(hoa: Visitor) -> None:
    text = hoa.get("/tenants/sen/calls/c1.1/").content.decode()

    assert "Extension 102 rang for 4 s and was answered." in text
    assert 'class="plan-node lit"' in text
    assert 'class="bar-talk"' in text
    assert "Normal end" in text


def test_a_user_sees_the_reasons_without_the_plan(binh: Visitor) -> None:
    text = binh.get("/tenants/sen/calls/c1.1/").content.decode()

    assert "was answered" in text
    assert "plan-node" not in text


def test_the_log_is_filtered_by_number_day_and_result(house: House, hoa: Visitor) -> None:
    write_calls([a_call(key_of("sen") or "", "c1.9", dialled="199", outcome=Outcome.BUSY,
                        started=NOON - timedelta(days=9))])

    assert _numbers(hoa, "?text=199") == {"199"}
    assert _numbers(hoa, "?outcome=busy") == {"199"}
    assert _numbers(hoa, "?since=2026-11-24") == {"102", "103"}
    assert _numbers(hoa, "?until=2026-11-20") == {"199"}
    assert _numbers(hoa, "?direction=inbound") == set()


def _numbers(visitor: Visitor, query: str) -> set[str]:
    text = visitor.get(f"/tenants/sen/calls/{query}").content.decode()
    return {number for number in ("102", "103", "199") if f'data-label="Dialled">{number}</td>' in text}


def test_a_filter_that_cannot_be_read_is_said_beside_it_and_asks_for_nothing(hoa: Visitor) -> None:
    answer = hoa.get("/tenants/sen/calls/?since=yesterday&outcome=great&after=nonsense")

    assert answer.status_code in (200, 409)
    assert "Write a date as year-month-day." in hoa.get("/tenants/sen/calls/?since=yesterday").content.decode()


def test_the_log_goes_on_page_by_page(house: House, hoa: Visitor) -> None:
    key = key_of("sen") or ""
    write_calls([a_call(key, f"p.{index:03}", started=NOON - timedelta(minutes=index)) for index in range(120)])

    seen: set[str] = set()
    address = "/tenants/sen/calls/"
    for _ in range(3):
        page = hoa.get(address)
        seen |= {each.id for each in page.context["page"].rows}
        address = f"/tenants/sen/calls/?{urlencode({'after': page.context['page'].next})}"

    assert len(seen) == 122


def test_the_file_has_the_filtered_calls(hoa: Visitor) -> None:
    answer = hoa.get("/tenants/sen/calls.csv?text=103")
    lines = b"".join(answer.streaming_content).decode().splitlines()

    assert answer.headers["Content-Disposition"] == 'attachment; filename="sen-calls.csv"'
    assert len(lines) == 2
    assert ",103," in lines[1]


@pytest.mark.parametrize(("phone", "words"), [
    ("answers", "was answered"), ("is_busy", "is busy"), ("declines", "declined"),
    ("does_not_answer", "nobody answered"), ("offline", "No phone that can be reached")])
def test_what_would_happen_is_told(hoa: Visitor, phone: str, words: str) -> None:
    text = hoa.get(f"/tenants/sen/what-if/?caller=101&dialled=102&phone={phone}&calls_up=0").content.decode()

    assert words in text
    assert 'class="plan-node lit"' in text


def test_a_caller_who_is_not_there_is_refused(hoa: Visitor) -> None:
    answer = hoa.get("/tenants/sen/what-if/?caller=999&dialled=102&phone=answers&calls_up=0")

    assert answer.status_code in (404, 422)


@pytest.mark.parametrize("address", ["/tenants/sen/live/", "/tenants/sen/phones/", "/tenants/sen/", "/"])
def test_a_part_that_reloads_itself_is_no_whole_page(chi: Visitor, address: str) -> None:
    text = chi.get(address, **{"HX-Request": "true"}).content.decode()

    assert text
    assert "<html" not in text


def test_live_calls_and_phones_are_shown(hoa: Visitor) -> None:
    assert "talking" in hoa.get("/tenants/sen/live/").content.decode()
    assert "Yealink T31" in hoa.get("/tenants/sen/phones/").content.decode()


def test_a_user_sees_the_own_phone_and_the_own_calls_alone(binh: Visitor) -> None:
    text = binh.get("/tenants/sen/calls/").content.decode()

    assert "/tenants/sen/calls/c1.1/" in text
    assert "/tenants/sen/calls/c1.2/" not in text
    assert "Yealink T31" in binh.get("/my-phone/").content.decode()
