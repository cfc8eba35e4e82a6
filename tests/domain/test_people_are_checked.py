"""People and what they may do."""

from dataclasses import replace

import pytest

from domain.houses import codes, house
from tongdai.domain.person import Person, Role
from tongdai.domain.rights import Reach, Right, reach_of
from tongdai.domain.rules import check_cell, check_feature, check_password, check_person
from tongdai.domain.secret import Secret
from tongdai.domain.snapshot import Snapshot
from tongdai.domain.tenant import Feature, Package

HOA = Person(id=1, login="hoa@sen", name="Hoa", role=Role.ADMINISTRATOR, tenant="sen")
CHI = Person(id=2, login="chi", name="Chi", role=Role.OPERATOR)
BINH = Person(id=3, login="binh@sen", name="Bình", role=Role.USER, tenant="sen", extension="101")


@pytest.mark.parametrize("person", [HOA, CHI, BINH, replace(HOA, extension="101", email="hoa@sen.example")])
def test_somebody_who_fits_is_let_in(person: Person):
    assert codes(check_person(person)) == []


@pytest.mark.parametrize(("person", "code"), [
    (replace(HOA, login="hoa"), "E_PERSON_LOGIN"), (replace(HOA, login="hoa@tre"), "E_PERSON_LOGIN"),
    (replace(CHI, login="chi@sen"), "E_PERSON_LOGIN"), (replace(CHI, login="Chi"), "E_PERSON_LOGIN"),
    (replace(CHI, login="c" * 32), "E_PERSON_LOGIN"), (replace(CHI, login=".chi"), "E_PERSON_LOGIN"),
    (replace(CHI, name="Chi\u202e"), "E_PERSON_NAME"), (replace(CHI, email="chi at home"), "E_PERSON_EMAIL"),
    (replace(CHI, extension="101"), "E_PERSON_PLACE"), (replace(BINH, extension=None), "E_PERSON_PLACE"),
    (replace(BINH, extension="0"), "E_PERSON_PLACE")])
def test_somebody_who_does_not_fit_is_refused(person: Person, code: str):
    assert codes(check_person(person)) == [code]


def test_an_administrator_without_a_tenant_is_refused():
    assert codes(check_person(replace(CHI, role=Role.ADMINISTRATOR))) == ["E_PERSON_PLACE"]


@pytest.mark.parametrize(("password", "expected"), [
    ("mưa rơi trên mái", []), ("short", ["E_PASSWORD_WEAK"]), ("aaaaaaaaaaaaaaaa", ["E_PASSWORD_WEAK"]),
    ("my name is Hoa, hello", ["E_PASSWORD_WEAK"]), ("x1" * 65, ["E_PASSWORD_WEAK"])])
def test_a_password_is_worth_having_or_refused(password: str, expected: list[str]):
    assert codes(check_password("hoa@sen", Secret(password))) == expected


def test_rights_go_as_far_as_the_role():
    assert reach_of(Role.OPERATOR, Right.DELETE_TENANT) is Reach.EVERYWHERE
    assert reach_of(Role.ADMINISTRATOR, Right.CHANGE_EXTENSIONS) is Reach.OWN_TENANT
    assert reach_of(Role.ADMINISTRATOR, Right.DELETE_TENANT) is None
    assert reach_of(Role.USER, Right.SEE_PHONE_ACCOUNT) is Reach.OWN_EXTENSION
    assert reach_of(Role.USER, Right.CHANGE_EXTENSIONS) is None
    assert all(reach_of(None, right) is None for right in Right)


def test_a_feature_is_rented_or_refused():
    package = Package(handle="p1", name="P", features=frozenset({Feature.API}))

    assert codes(check_feature(package, Feature.API)) == []
    assert codes(check_feature(package, Feature.QUEUES)) == ["E_LIMIT_FEATURE"]


def test_a_crowded_cell_is_warned_of():
    one = house()
    crowd = replace(one, extensions=(None,) * 2001)  # type: ignore[arg-type]

    assert codes(check_cell(Snapshot(tenants=(one,)))) == []
    assert codes(check_cell(Snapshot(tenants=(crowd,)))) == ["W_CELL_FULL"]
