"""The isolation matrix: every operation, by everybody, on own, foreign and never existing objects."""

import json
import re
import time
from collections.abc import Iterator
from functools import lru_cache
from statistics import median
from typing import Any

import pytest
from django.db import transaction

from api.conftest import Answer, Caller
from api.rights_table import RULES, Rule
from houserecordings import of_call
from testhouse import House
from tongdai.actions.packages import create_package
from tongdai.actions.tenants import TenantDraft, create_tenant, delete_tenant
from tongdai.actions.tokens import create_token
from tongdai.domain.person import Role
from tongdai.domain.tenant import Package
from tongdai.web.api.frame import api

pytestmark = pytest.mark.wet

ROLES = ("user", "administrator", "operator")
HIDDEN = ("foreign", "never", "deleted")


@lru_cache
def operations() -> dict[str, tuple[str, str]]:
    """Every operation of the document: its method and the part of its path after /api/v1."""
    paths = api.get_openapi_schema()["paths"]
    return {each["operationId"]: (method.upper(), path.removeprefix("/api/v1"))
            for path, methods in paths.items() for method, each in methods.items()}


@pytest.fixture
def places(house: House) -> dict[str, dict[str, str]]:
    """What stands in the place of each path parameter: one's own, somebody else's, deleted, never there."""
    create_package(house.operator, Package(handle="large", name="Large"))
    create_tenant(house.operator, TenantDraft(handle="old", name="Old", package="standard"))
    delete_tenant(house.operator, "old")
    tokens = {login: str(create_token(house.operator, "other", login=login).row.id)
              for login in ("hoa@sen", "carol@tre")}
    sounds = {handle: of_call(handle, f"{handle}.1").id for handle in ("sen", "tre")}
    return {
        "own": {"tenant": "sen", "number": "101", "release": "2", "package": "standard", "login": "binh@sen",
                "token": tokens["hoa@sen"], "call": "sen.1", "recording": sounds["sen"],
                "incident": "c1-1", "name": "log.txt",
                "month": "2026-10"},
        "foreign": {"tenant": "tre", "number": "101", "release": "2", "package": "large", "login": "carol@tre",
                    "token": tokens["carol@tre"], "call": "tre.1", "recording": sounds["tre"],
                "incident": "c1-1", "name": "log.txt",
                "month": "2026-10"},
        "deleted": {"tenant": "old", "number": "101", "release": "1", "package": "gone", "login": "gone@sen",
                    "token": "999998", "call": "old.1", "recording": "0" * 32, "incident": "c1-2", "name": "log.txt",
                "month": "2026-10"},
        "never": {"tenant": "zzz", "number": "101", "release": "2", "package": "zzz", "login": "zzz@zzz",
                  "token": "999999", "call": "zzz.1", "recording": "f" * 32, "incident": "c1-3", "name": "zzz.txt",
                  "month": "2020-01"},
    }


@pytest.fixture
def callers(house: House) -> dict[str, Caller]:
    """One program for each role, and those of an operator that were given a lesser one."""
    logins = {"user": "binh@sen", "administrator": "hoa@sen", "operator": "chi"}
    made = {role: create_token(house.operator, role, login=login).token for role, login in logins.items()}
    lesser = create_token(house.operator, "lesser", role=Role.USER, login="binh@sen").token
    return {name: Caller(token.reveal()) for name, token in (*made.items(), ("lesser", lesser))}


def ask(caller: Caller, operation: str, rule: Rule, place: dict[str, str]) -> Answer:
    """Carry out one operation on one object, and take back whatever it changed."""
    method, path = operations()[operation]
    address = re.sub(r"\{(\w+)\}", lambda found: place[found[1]], path) + rule.query
    with transaction.atomic():
        answer = caller(method, address, rule.body)
        transaction.set_rollback(True)
    return answer


def hidden_places(path: str, places: dict[str, dict[str, str]]) -> Iterator[tuple[str, dict[str, str]]]:
    """Objects that an asker from Sen must not know of: in a hidden tenant, or hidden ones in the own tenant."""
    if "{" not in path:
        return
    for kind in HIDDEN:
        yield kind, places[kind]
    if path.count("{") > 1:
        yield "own tenant, nothing there", {**places["never"], "tenant": "sen", "number": "999", "release": "999"}
        yield "own tenant, somebody else's there", {**places["foreign"], "tenant": "sen", "number": "999",
                                                    "release": "999", "month": "2020-01"}


def test_every_operation_has_a_row_in_the_table():
    assert set(RULES) == set(operations())


@pytest.mark.parametrize("operation", sorted(RULES))
def test_everybody_gets_what_the_table_says_on_their_own(operation, callers, places):
    rule = RULES[operation]
    got = {role: ask(callers[role], operation, rule, places["own"]) for role in ROLES}

    assert {role: each.status for role, each in got.items()} == {role: getattr(rule, role) for role in ROLES}, got
    assert ask(callers["lesser"], operation, rule, places["own"]).status == rule.user


@pytest.mark.parametrize("operation", sorted(RULES))
def test_nobody_comes_in_without_a_token(operation, places):
    rule = RULES[operation]
    answers = {(answer.status, answer.body) for token in ("", "x", "tongdai_" + "x" * 43) for place in places.values()
               for answer in [ask(Caller(token), operation, rule, place)]}

    (status, body), *others = answers
    assert (status, others) == (401, [])
    assert operations()[operation][0] == "HEAD" or json.loads(body)["code"] == "not_signed_in"


@pytest.mark.parametrize("operation", sorted(RULES))
@pytest.mark.parametrize("role", ["user", "administrator", "lesser"])
def test_foreign_deleted_and_never_existing_objects_cannot_be_told_apart(operation, role, callers, places):
    rule, path = RULES[operation], operations()[operation][1]
    answers = {kind: ask(callers[role], operation, rule, place) for kind, place in hidden_places(path, places)}

    assert {each.status for each in answers.values()} <= {403, 404}, answers
    if answers:
        assert len({(answers[kind].status, answers[kind].body) for kind in HIDDEN}) == 1, answers


SMUGGLED = [
    ("GET", "/people?tenant={}", None),
    ("GET", "/journal?tenant={}", None),
    ("POST", "/people", {"login": "x", "name": "X", "role": "administrator", "tenant": "{}"}),
    ("POST", "/people", {"login": "x@{}", "name": "X", "role": "operator"}),
    ("POST", "/tenants", {"handle": "{}", "name": "X", "package": "standard"}),
    ("PATCH", "/tenants/sen", {"package": "{}"}),
    ("POST", "/imports", {"file": "tenant: {{handle: {}}}"}),
    ("POST", "/imports/preview", {"file": "tenant: {{handle: {}}}"}),
    ("POST", "/tokens", {"name": "x", "login": "carol@{}"}),
    ("GET", "/tenants?search={}", None),
]


@pytest.mark.parametrize(("method", "address", "body"), SMUGGLED, ids=lambda each: str(each)[:30])
def test_a_foreign_name_in_body_or_filter_tells_nothing(callers, places, method, address, body):
    for role in ("user", "administrator"):
        answers = [_smuggle(callers[role], method, address, body, name) for name in ("tre", "zzz")]

        assert answers[0].status == answers[1].status
        assert answers[0].body.replace(b"tre", b"zzz") == answers[1].body


def _smuggle(caller: Caller, method: str, address: str, body: Any, name: str) -> Answer:
    filled = {field: value.format(name) if isinstance(value, str) else value
              for field, value in (body or {}).items()}
    with transaction.atomic():
        answer = caller(method, address.format(name), filled or None)
        transaction.set_rollback(True)
    return answer


@pytest.mark.parametrize("operation", ["tenants_show", "extensions_show", "calls_show", "people_show"])
def test_not_even_the_time_an_answer_takes_tells_foreign_from_never(operation, callers, places):
    taken: dict[str, list[float]] = {"foreign": [], "never": []}
    for _ in range(40):
        for kind, times in taken.items():
            began = time.perf_counter()
            ask(callers["administrator"], operation, RULES[operation], places[kind])
            times.append(time.perf_counter() - began)

    assert abs(median(taken["foreign"]) - median(taken["never"])) < 0.005
