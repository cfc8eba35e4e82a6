"""A whole tenant travels as readable YAML; a bad file changes nothing and every error says where."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from testhouse import CAROL, HOA, House
from tongdai.actions.context import Forbidden, NotFound, Refused
from tongdai.actions.exchange import apply_import, export_tenant, preview_import
from tongdai.actions.releases import list_releases
from tongdai.actions.tenants import delete_tenant, get_tenant
from tongdai.store.reads import read_ledger

pytestmark = pytest.mark.wet

SMALL = """\
format: 1
tenant:
  handle: lan
  name: Lan's shop
package: standard
extensions:
  - number: 201
    name: Counter
  - number: "202"
    name: Kho hàng
    ring_seconds: 40
"""


def state(house: House) -> object:
    """All that is written down, and what the engine stands on."""
    return read_ledger("c1", house.operator.seal), house.engine.deployed()


def test_a_tenant_comes_back_as_it_went(house: House):
    before = get_tenant(house.operator, "sen")
    text = export_tenant(house.operator, "sen", secrets=True)
    delete_tenant(house.operator, "sen")

    apply_import(house.operator, text)

    after = get_tenant(house.operator, "sen")
    assert (after.extensions, after.package, after.tenant.name) == (before.extensions, before.package,
                                                                    before.tenant.name)
    assert export_tenant(house.operator, "sen", secrets=True) == text


def test_importing_what_was_exported_is_nothing_to_do(house: House):
    for secrets in (False, True):
        text = export_tenant(house.operator, "sen", secrets=secrets)

        assert not preview_import(house.operator, text).difference
        assert apply_import(house.operator, text).release is None


def test_secrets_leave_only_when_asked_for(house: House):
    secret = get_tenant(house.operator, "sen").extensions[0].secret.reveal()

    assert secret not in export_tenant(house.operator, "sen")
    assert secret in export_tenant(house.operator, "sen", secrets=True)
    assert secret not in export_tenant(house.ask(HOA))
    with pytest.raises(Forbidden):
        export_tenant(house.ask(HOA), secrets=True)


def test_a_file_written_by_hand_becomes_a_tenant_with_secrets_of_its_own(house: House):
    published = apply_import(house.operator, SMALL, "a new customer")

    lan = get_tenant(house.operator, "lan")
    assert published.release == 1
    assert [(each.number, each.ring_seconds) for each in lan.extensions] == [("201", 25), ("202", 40)]
    assert len({each.secret.reveal() for each in lan.extensions}) == 2


def test_a_preview_says_what_would_happen_and_changes_nothing(house: House):
    before = state(house)

    plan = preview_import(house.operator, SMALL)

    assert [str(each) for each in plan.difference.words()] == [
        "Tenant lan is new: Lan's shop.", "Extension 201 is new: Counter.", "Extension 202 is new: Kho hàng."]
    assert state(house) == before


def test_a_file_may_bring_its_package(house: House):
    text = SMALL.replace("package: standard", "package: {handle: shop, name: Shop, extensions: 2}")

    words = [str(each) for each in preview_import(house.operator, text).difference.words()]
    apply_import(house.operator, text)

    assert words[0] == "Package shop is new: Shop."
    assert get_tenant(house.operator, "lan").package.extensions == 2


def test_a_file_that_changes_a_package_changes_it_for_all_who_rent_it(house: House):
    text = SMALL.replace("package: standard", "package: {handle: standard, name: Standard, extensions: 20}")

    apply_import(house.operator, text)

    assert get_tenant(house.operator, "tre").package.extensions == 20
    assert list_releases(house.operator, "tre").total == 3


BAD = {
    "not YAML": ("format: [1", "E_FILE_SYNTAX", 1),
    "a tab": ("format: 1\n\ttenant: {}", "E_FILE_SYNTAX", 2),
    "a NUL": ("format: 1\x00", "E_FILE_SYNTAX", 1),
    "two documents": (SMALL + "---\nformat: 1\n", "E_FILE_SYNTAX", 12),
    "a key that is a list": (SMALL + "? [a]\n: b\n", "E_FILE_SYNTAX", 12),
    "empty": ("", "E_FILE_SHAPE", 0),
    "a list": ("- 1", "E_FILE_SHAPE", 0),
    "no format": ("tenant: {}", "E_FILE_FORMAT", 0),
    "a newer format": (SMALL.replace("format: 1", "format: 2"), "E_FILE_FORMAT", 1),
    "no extensions": (SMALL.split("extensions:")[0], "E_FIELD_MISSING", 0),
    "a missing name": (SMALL.replace("    name: Counter\n", ""), "E_FIELD_MISSING", 7),
    "an unknown field": (SMALL.replace("ring_seconds", "rings"), "E_FIELD_UNKNOWN", 11),
    "words for a number": (SMALL.replace("ring_seconds: 40", "ring_seconds: forty"), "E_FIELD_INTEGER", 11),
    "a number for words": (SMALL.replace("name: Counter", "name: 7"), "E_FIELD_TEXT", 8),
    "an unknown language": (SMALL.replace("ring_seconds: 40", "language: fr"), "E_FIELD_CHOICE", 11),
    "features that are none": (SMALL.replace("package: standard", "package: {handle: p1, name: P, features: [fax]}"),
                               "E_FIELD_CHOICES", 5),
    "a key twice": (SMALL.replace("    name: Counter", "    name: A\n    name: B"), "E_FILE_DUPLICATE", 9),
    "an anchor": (SMALL.replace("name: Counter", "name: &a Counter"), "E_FILE_ALIAS", 8),
    "an alias": (SMALL.replace("name: Counter", "name: *a"), "E_FILE_ALIAS", 8),
    "a tag": (SMALL.replace("name: Counter", "name: !!python/object:os.system x"), "E_FILE_TAG", 8),
    "too deep": ("[" * 100_000, "E_FILE_DEPTH", 1),
    "too large": ("#" * 2_000_001, "E_FILE_SIZE", 0),
    "an unknown package": (SMALL.replace("package: standard", "package: gold"), "E_PACKAGE_UNKNOWN", 5),
    "a number with a zero": (SMALL.replace("number: 201", "number: '0201'"), "E_EXTENSION_NUMBER", 7),
    "a number twice": (SMALL.replace('"202"', '"201"'), "E_EXTENSION_DUPLICATE", 7),
    "too long a ring": (SMALL.replace("40", "999"), "E_EXTENSION_RING", 11),
    "a weak secret": (SMALL.replace("ring_seconds: 40", "secret: '1234'"), "E_EXTENSION_SECRET", 11),
    "a bad handle": (SMALL.replace("handle: lan", "handle: L"), "E_TENANT_HANDLE", 3),
    "more than the package": (SMALL.replace("package: standard", "package: {handle: p1, name: P, extensions: 1}"),
                              "E_LIMIT_EXTENSIONS", 6),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_says_where_and_changes_nothing(house: House, name: str):
    text, code, line = BAD[name]
    before = state(house)

    plan = preview_import(house.operator, text)
    with pytest.raises(Refused) as caught:
        apply_import(house.operator, text)

    found = [(each.code, each.where.line) for each in caught.value.findings]
    assert (code, line) in found
    assert [(each.code, each.where.line) for each in plan.findings] == found
    assert all(str(each.remedy) for each in plan.findings)
    assert state(house) == before


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200) | st.text(alphabet="[]{}:-,?!&*|>'\"#%@`\n\t 01ab", max_size=80))
def test_whatever_is_in_a_file_is_answered(house: House, text: str):
    plan = preview_import(house.operator, text)

    assert plan.findings


def test_only_an_operator_imports_and_carol_exports_nothing_of_sen(house: House):
    with pytest.raises(Forbidden):
        apply_import(house.ask(HOA), SMALL)
    with pytest.raises(NotFound, match=r"^There is no tenant 'sen'.$"):
        export_tenant(house.ask(CAROL), "sen")
