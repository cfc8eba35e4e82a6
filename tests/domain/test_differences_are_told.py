"""Differences are told in sentences, and secrets are not told."""

from dataclasses import fields, replace

import pytest

from domain.houses import SMALL, extension, house
from tongdai.domain.books import Books
from tongdai.domain.difference import Action, Change, Difference, compare, compare_packages
from tongdai.domain.extension import Encryption, Extension
from tongdai.domain.person import Person
from tongdai.domain.secret import Secret
from tongdai.domain.snapshot import Snapshot
from tongdai.domain.tenant import Feature, Language, Package, Tenant

SEN = house(extension("101"), extension("102", "Lan"))


def words(difference: Difference) -> list[str]:
    """What a difference says."""
    return [str(each) for each in difference.words()]


def test_nothing_is_no_difference():
    assert not compare(SEN, SEN)
    assert not compare(None, None)


def test_a_new_tenant_and_one_that_goes_are_told_with_all_they_have():
    assert words(compare(None, SEN)) == ["Tenant sen is new: Công ty Sen.", "Extension 101 is new: Bình.",
                                         "Extension 102 is new: Lan."]
    assert words(compare(SEN, None)) == ["Tenant sen is gone: Công ty Sen.", "Extension 101 is gone: Bình.",
                                         "Extension 102 is gone: Lan."]


def test_each_field_is_told_in_a_sentence_of_its_own():
    after = house(replace(SEN.extensions[0], name="Hoa", language=Language.KHMER, email="hoa@sen.example",
                          ring_seconds=40, devices=1, encryption=Encryption.REQUIRED), SEN.extensions[1])

    assert words(compare(SEN, after)) == [
        "Extension 101 is named Hoa instead of Bình.", "Extension 101 has e-mail address hoa@sen.example instead of –.",
        "Extension 101 speaks language km instead of –.", "Extension 101 rings 40 seconds instead of 25.",
        "Extension 101 may have 1 phones instead of 3.", "Extension 101 has encryption required instead of optional."]


def test_a_secret_that_changes_is_not_shown():
    after = house(replace(SEN.extensions[0], secret=Secret("another1another1")), SEN.extensions[1])

    difference = compare(SEN, after)

    assert words(difference) == ["Extension 101 has a new secret."]
    assert "another1" not in repr(difference)
    assert "Kq7m" not in repr(difference)


def test_another_package_is_one_sentence_and_a_changed_one_is_told_field_by_field():
    larger = replace(SMALL, concurrent_calls=9, features=frozenset({Feature.API, Feature.QUEUES}))

    assert words(compare(SEN, house(*SEN.extensions, package=replace(SMALL, handle="big")))) == [
        "Tenant sen rents package big instead of small."]
    assert words(compare(SEN, house(*SEN.extensions, package=larger))) == words(compare_packages(SMALL, larger)) == [
        "Package small allows 9 calls at a time instead of 2.", "Package small has features api, queues instead of –."]
    assert words(compare_packages(None, SMALL)) == ["Package small is new: Small office."]
    assert words(compare_packages(SMALL, None)) == ["Package small is gone: Small office."]


@pytest.mark.parametrize(("noun", "kind"), [("tenant", Tenant), ("package", Package), ("extension", Extension)])
def test_every_field_of_everything_has_a_sentence(noun: str, kind: type):
    for each in fields(kind):
        said = str(Change(Action.CHANGED, noun, "101", each.name, "old", "new").words())

        assert said.endswith(".")
        assert "101" in said or "old" in said


@pytest.mark.parametrize("field", sorted({each.name for each in fields(Person)}
                                         - {"id", "login", "role", "tenant", "extension", "must_change_password"}))
def test_what_can_change_of_a_person_has_a_sentence(field: str):
    assert str(Change(Action.CHANGED, "person", "hoa@sen", field, "old", "new").words()).startswith("hoa@sen ")


def test_extensions_are_told_in_order_of_their_numbers():
    crowd = house(extension("1000"), extension("20"), extension("300"))

    assert [each.name for each in compare(None, crowd).changes] == ["sen", "20", "300", "1000"]


def test_books_change_one_thing_and_keep_the_rest():
    books = Books({"small": SMALL}, {}).with_house(SEN)
    larger = replace(SMALL, extensions=50)

    assert books.with_package(larger).houses["sen"].package == larger
    assert books.with_package(replace(SMALL, handle="other")).houses["sen"] is SEN
    assert books.without_package("small").packages == {}
    assert books.without_house("sen").houses == {}
    assert books.snapshot(Snapshot()).tenants == (SEN,)
