"""Every route of the house, by a stranger with any method and any header: turned away, outside a short list."""

from collections.abc import Iterator
from itertools import product

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from testhouse import House

pytestmark = pytest.mark.wet

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND")
HEADERS = (
    {}, {"Authorization": "Basic b3BlcmF0b3I6b3BlcmF0b3I="}, {"Authorization": "Bearer x"},
    {"Authorization": "Digest username=operator"}, {"X-Forwarded-User": "operator"}, {"Remote-User": "operator"},
    {"X-Original-URL": "/tenants/"}, {"X-Rewrite-URL": "/tenants/"}, {"X-HTTP-Method-Override": "GET"},
    {"Cookie": "tongdai_session=0123456789abcdef0123456789abcdef"}, {"X-Forwarded-For": "127.0.0.1"},
)
TURNED_AWAY = {401, 403, 404, 405}
OPEN = {"sign-in/": {200, 422}, "language/": {302, 403}, "api/v1/openapi.json": {200}, "api/v1/docs": {200}}
"""The routes that a stranger may see, and what they answer besides."""

SAMPLE = {"tenant": "sen", "handle": "standard", "login": "hoa@sen", "number": "101", "token": "1", "release": "1",
          "call": "sen.1", "incident": "c1-1", "name": "log.txt"}


def routes(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    """Every address of the URL map, its places filled in."""
    for each in patterns:
        path = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns, path)
        else:
            yield _filled(path)


def _filled(path: str) -> str:
    for kind in ("str:", "int:", "slug:"):
        path = path.replace(kind, "")
    for name, value in SAMPLE.items():
        path = path.replace(f"<{name}>", value)
    return path.replace("<", "").replace(">", "")


ROUTES = sorted(set(routes(get_resolver().url_patterns)))


def test_the_map_was_read():
    assert len(ROUTES) > 50
    assert set(OPEN) <= set(ROUTES)
    assert len(OPEN) <= 6


@pytest.mark.parametrize("route", ROUTES)
def test_a_stranger_is_turned_away(house: House, route):
    client = Client(raise_request_exception=False)
    allowed = TURNED_AWAY | OPEN.get(route, set())
    for method, headers in [*product(METHODS, HEADERS[:2]), *product(("GET", "POST"), HEADERS[2:])]:
        response = client.generic(method, f"/{route}", headers=headers)
        to_the_door = response.status_code == 302 and response.headers["Location"].startswith("/sign-in/")
        assert response.status_code in allowed or to_the_door, (method, headers, response.status_code)
        assert b"Phone 101" not in response.content
