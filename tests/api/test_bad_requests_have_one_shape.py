"""Whatever is wrong with a request, the answer has one shape, names the place, and nothing was changed."""

import pytest
from django.test import Client

from testhouse import House
from tongdai.actions.releases import list_releases
from tongdai.domain.message import say

pytestmark = pytest.mark.wet

SHAPE = {"code", "message", "remedy", "where", "field", "more"}

BAD = [
    ("POST", "/tenants/sen/extensions", "{", 400, "bad_request"),
    ("POST", "/tenants/sen/extensions", "", 422, "invalid_missing"),
    ("POST", "/tenants/sen/extensions", "[]", 422, "invalid_model_attributes_type"),
    ("POST", "/tenants/sen/extensions", '{"number": "103"}', 422, "invalid_missing"),
    ("POST", "/tenants/sen/extensions", '{"number": 103, "name": "x"}', 422, "invalid_string_type"),
    ("POST", "/tenants/sen/extensions", '{"number": "103", "name": "x", "nme": "y"}', 422, "invalid_extra_forbidden"),
    ("POST", "/tenants/sen/extensions", '{"number": "103", "name": "' + "x" * 300 + '"}', 422,
     "invalid_string_too_long"),
    ("POST", "/tenants/sen/extensions", '{"number": "103", "name": "x", "ring_seconds": 1' + "0" * 30 + "}", 422,
     "invalid_less_than_equal"),
    ("POST", "/tenants/sen/extensions", '{"number": "103", "name": "x", "ring_seconds": 1' + "0" * 5000 + "}", 400,
     "bad_request"),
    ("POST", "/tenants/sen/extensions", '{"number": "103", "name": "x", "encryption": "maybe"}', 422, "invalid_enum"),
    ("POST", "/tenants/sen/extensions", '{"number": "103", "name": "a\\u0000b"}', 422, "E_EXTENSION_NAME"),
    ("PATCH", "/tenants/sen/extensions/101", '{"ring_seconds": 3}', 422, "E_EXTENSION_RING"),
    ("PATCH", "/tenants/sen/extensions/101", '{"number": "105"}', 422, "invalid_extra_forbidden"),
    ("PATCH", "/tenants/sen/extensions/101?why=" + "x" * 501, "{}", 422, "invalid_string_too_long"),
    ("GET", "/tenants/sen/extensions?page=0", "", 422, "invalid_greater_than_equal"),
    ("GET", "/tenants/sen/extensions?sort=secret", "", 422, "invalid_enum"),
    ("GET", "/tenants/sen/extensions?orderby=name", "", 422, "invalid_extra_forbidden"),
    ("GET", "/tenants/sen/calls?orderby=name", "", 422, "invalid_extra_forbidden"),
    ("GET", "/tenants/sen/calls?caller=101&caller=102", "", 422, "invalid_twice"),
    ("POST", "/tenants/sen/simulate?caller=101", '{"caller": "101", "dialled": "102"}', 422, "invalid_extra_forbidden"),
    ("PUT", "/tenants/sen", "{}", 405, "method"),
    ("GET", "/nothing", "", 404, "not_found"),
    ("GET", "", "", 404, "not_found"),
    ("GET", "/tenants/sen/extensions/999", "", 404, "not_found"),
    ("DELETE", "/tenants/tre", "", 404, "not_found"),
]


@pytest.mark.parametrize(("method", "address", "body", "status", "code"), BAD, ids=lambda each: str(each)[:40])
def test_a_bad_request_is_answered_in_the_one_shape(house: House, hoa, method, address, body, status, code):
    before = list_releases(house.operator, "sen").total

    answer = hoa(method, address, body)

    assert (answer.status, answer.data["code"]) == (status, code), answer.body
    assert set(answer.data) == SHAPE
    assert answer.data["message"]
    assert list_releases(house.operator, "sen").total == before


def test_a_body_that_is_too_large_is_refused(hoa, settings):
    answer = hoa("POST", "/imports", '{"file": "' + "x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE + '"}')

    assert (answer.status, answer.data["code"]) == (413, "too_large")


@pytest.mark.parametrize("header", ["", "Basic aG9hOmhvYQ==", "Bearer", "Bearer ", "Bearer x", "Bearer " + "x" * 999,
                                    "Token x", "Bearer \x00"])
def test_without_a_good_token_nobody_comes_in(house: House, header):
    response = Client().get("/api/v1/tenants", headers={"Authorization": header})

    assert response.status_code == 401
    assert response.json()["code"] == "not_signed_in"


def test_an_answer_speaks_the_language_of_who_asks(hoa):
    assert hoa("PUT", "/me/language", {"language": "vi"}).status == 204

    answer = hoa("GET", "/tenants/tre")

    assert answer.status == 404
    assert answer.headers["Content-Language"] == "vi"


def test_what_should_never_happen_is_logged_and_not_shown(house: House, hoa, monkeypatch, caplog):
    monkeypatch.setattr(house.engine, "deploy", None)

    answer = hoa("POST", "/tenants/sen/extensions", {"number": "103", "name": "Lan"})

    assert (answer.status, answer.data["code"]) == (500, "unforeseen")
    assert "Traceback" not in answer.body.decode()
    assert "NoneType" in caplog.text


def test_an_engine_that_cannot_is_told_apart_from_a_refusal(house: House, hoa):
    house.engine.broken = say("The engine would not reload.")

    answer = hoa("POST", "/tenants/sen/extensions", {"number": "103", "name": "Lan"})

    assert (answer.status, answer.data["code"]) == (503, "trouble")
    assert answer.data["message"] == "The engine would not reload."
