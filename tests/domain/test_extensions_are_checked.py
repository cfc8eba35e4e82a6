"""Rules for extensions, seen from the person who mistyped."""

import pytest

from domain.houses import codes, extension, house
from tongdai.domain.rules import check_house, check_snapshot
from tongdai.domain.snapshot import Snapshot


def test_a_sound_house_has_no_findings():
    assert check_house(house(extension(), extension("102", "Lan", email="lan@sen.example"))) == ()


@pytest.mark.parametrize("number", ["", "1", "012", "1234567", "10a", "10１", "6001&PJSIP/trunk", "1" * 500])
def test_a_number_nobody_can_dial_is_refused(number):
    assert codes(check_house(house(extension(number)))) == ["E_EXTENSION_NUMBER"]


def test_two_extensions_with_one_number_are_refused_once_with_their_count():
    findings = check_house(house(extension(), extension(), extension()))

    assert codes(findings) == ["E_EXTENSION_DUPLICATE"]
    assert str(findings[0].message) == "Extension 101 exists 3 times."


@pytest.mark.parametrize("name", ["", " Bình", "Bình ", "a\nb", "a\x00b", "x" * 61, "\u202eevil", "\ud800", "a\u2028b"])
def test_a_name_that_phones_cannot_show_is_refused(name):
    assert codes(check_house(house(extension(name=name)))) == ["E_EXTENSION_NAME"]


@pytest.mark.parametrize("name", ["Bình", "សុខា ដារ៉ា", "a;--b", "${SHELL(id)}", "[x](!)", "'\"<>&\\", "😀"])
def test_a_name_may_hold_any_sign_since_it_never_reaches_a_file(name):
    assert check_house(house(extension(name=name))) == ()


@pytest.mark.parametrize("email", ["binh", "a@b", "a b@c.vn", "a@b.vn\nBcc: x@y.vn", "a" * 250 + "@b.vn"])
def test_an_address_that_is_none_is_refused(email):
    assert codes(check_house(house(extension(email=email)))) == ["E_EXTENSION_EMAIL"]


@pytest.mark.parametrize("secret", ["", "short", "1111111111111111", "x" * 65, "Kq7mW2xTz9RbLp4;", "Kq7mW2xTz9RbLp4é"])
def test_a_weak_or_unenterable_secret_is_refused_and_never_shown(secret):
    findings = check_house(house(extension(secret=secret)))

    assert codes(findings) == ["E_EXTENSION_SECRET"]
    assert not secret or secret not in repr(findings)


@pytest.mark.parametrize(("field", "value", "code"), [
    ("ring_seconds", 4, "E_EXTENSION_RING"), ("ring_seconds", 121, "E_EXTENSION_RING"),
    ("devices", 0, "E_EXTENSION_DEVICES"), ("devices", 11, "E_EXTENSION_DEVICES")])
def test_a_value_out_of_bounds_is_refused_with_the_bounds(field, value, code):
    findings = check_house(house(extension(**{field: value})))

    assert codes(findings) == [code]
    assert str(value) in str(findings[0].message)
    assert findings[0].where.field == field


def test_the_package_limits_how_many_extensions_there_are():
    findings = check_house(house(*(extension(str(101 + each)) for each in range(6))))

    assert codes(findings) == ["E_LIMIT_EXTENSIONS"]
    assert str(findings[0].message) == "Package 'small' allows 5 extensions and this would make 6."


def test_a_cell_is_as_sound_as_each_of_its_tenants():
    snapshot = Snapshot(tenants=(house(extension()), house(extension("0"))))

    assert codes(check_snapshot(snapshot)) == ["E_EXTENSION_NUMBER"]
