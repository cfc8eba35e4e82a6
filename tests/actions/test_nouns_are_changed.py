"""Tenants, packages and extensions are made, changed and deleted; what cannot be is refused by name."""

from dataclasses import replace

import pytest

from testhouse import HOA, STANDARD, House
from tongdai.actions.context import NotFound, Refused
from tongdai.actions.extensions import (
    ExtensionDraft,
    create_extension,
    create_extensions,
    delete_extensions,
    get_extension,
    list_extensions,
    phone_account,
    renew_secret,
    update_extension,
)
from tongdai.actions.journal import list_journal
from tongdai.actions.packages import (
    create_package,
    delete_package,
    get_package,
    list_packages,
    update_package,
)
from tongdai.actions.people import PersonDraft, create_person, update_person
from tongdai.actions.tenants import TenantDraft, create_tenant, delete_tenant, get_tenant, list_tenants, update_tenant
from tongdai.domain.extension import Encryption
from tongdai.domain.person import Role
from tongdai.domain.rules import check_cell
from tongdai.domain.secret import Secret
from tongdai.domain.snapshot import Snapshot
from tongdai.domain.tenant import Package

pytestmark = pytest.mark.wet


def codes(ask: object) -> list[str]:
    """The findings with which something is refused."""
    with pytest.raises(Refused) as caught:
        ask()  # type: ignore[operator]
    return [each.code for each in caught.value.findings]


def test_many_extensions_are_one_release(house: House):
    published = create_extensions(house.operator, "sen", "201", 5, "Desk {number}")

    assert published.release == 4
    assert len(published.difference.changes) == 5
    assert get_extension(house.operator, "sen", "203").name == "Desk 203"


def test_many_extensions_are_made_all_or_none(house: House):
    assert codes(lambda: create_extensions(house.operator, "sen", "99", 5, "D")) == ["E_EXTENSION_EXISTS"] * 2
    assert codes(lambda: create_extensions(house.operator, "sen", "201", 9, "D")) == ["E_LIMIT_EXTENSIONS"]
    assert list_extensions(house.operator, "sen").total == 2


@pytest.mark.parametrize(("first", "count"), [("0", 1), ("abc", 1), ("101", 0), ("101", 1001), ("", 1)])
def test_an_odd_range_is_refused(house: House, first: str, count: int):
    assert codes(lambda: create_extensions(house.operator, "sen", first, count, "D")) == []


def test_a_number_is_given_once(house: House):
    assert codes(lambda: create_extension(house.operator, "sen", ExtensionDraft(number="101", name="Two"))) == [
        "E_EXTENSION_EXISTS"]


@pytest.mark.parametrize(("changes", "code"), [
    ({"name": ""}, "E_EXTENSION_NAME"), ({"ring_seconds": 4}, "E_EXTENSION_RING"),
    ({"ring_seconds": "9"}, "E_FIELD_INTEGER"), ({"devices": True}, "E_FIELD_INTEGER"),
    ({"number": "105"}, "E_FIELD_UNKNOWN"), ({"encryption": "maybe"}, "E_FIELD_CHOICE"),
    ({"email": 7}, "E_FIELD_TEXT"), ({"secret": "1234"}, "E_EXTENSION_SECRET"), ({"devices": 99},
                                                                                "E_EXTENSION_DEVICES")])
def test_a_change_that_makes_no_sense_is_refused(house: House, changes: dict[str, object], code: str):
    before = get_tenant(house.operator, "sen")

    assert codes(lambda: update_extension(house.operator, "sen", "101", changes)) == [code]
    assert get_tenant(house.operator, "sen") == before


def test_fields_that_are_not_named_stay(house: House):
    update_extension(house.operator, "sen", "101", {"email": "binh@sen.example", "language": "km"})
    update_extension(house.operator, "sen", "101", {"ring_seconds": 40})

    row = get_extension(house.operator, "sen", "101")
    assert (row.name, row.email, row.language, row.ring_seconds) == ("Phone 101", "binh@sen.example", "km", 40)


def test_extensions_are_deleted_all_or_none(house: House):
    with pytest.raises(NotFound, match="'999'"):
        delete_extensions(house.operator, "sen", ["101", "999"])
    assert list_extensions(house.operator, "sen").total == 2

    delete_extensions(house.operator, "sen", ["101", "102"])
    assert list_extensions(house.operator, "sen").total == 0


def test_extensions_are_searched_sorted_and_paged(house: House):
    update_package(house.operator, "standard", {"extensions": 500})
    create_extensions(house.operator, "sen", "1001", 120, "Desk {number}")
    update_extension(house.operator, "sen", "101", {"name": "BÌNH"})

    assert [each.number for each in list_extensions(house.operator, "sen", "bình").rows] == ["101"]
    assert [each.number for each in list_extensions(house.operator, "sen").rows[:3]] == ["101", "102", "1001"]
    assert list_extensions(house.operator, "sen", sort="-number").rows[0].number == "1120"
    assert list_extensions(house.operator, "sen", sort="name").rows[0].name == "BÌNH"
    last = list_extensions(house.operator, "sen", page=99)
    assert (last.number, last.pages, last.total, len(last.rows)) == (3, 3, 122, 22)


def test_a_phone_is_told_what_it_needs(house: House):
    account = phone_account(house.operator, "sen", "101")

    assert account.account == f"{get_tenant(house.operator, 'sen').tenant.key}-101"
    assert len(account.secret.reveal()) == 24
    assert account.uri.reveal() == f"sip:{account.account}:{account.secret.reveal()}@127.0.0.1:5060;transport=udp"
    assert account.secret.reveal() not in repr(account)


def test_a_phone_that_must_be_encrypted_is_sent_to_tls(house: House):
    update_extension(house.operator, "sen", "101", {"encryption": Encryption.REQUIRED.value})

    assert phone_account(house.operator, "sen", "101").uri.reveal().endswith("@127.0.0.1:5061;transport=tls")


def test_a_new_secret_is_another_one(house: House):
    before = phone_account(house.operator, "sen", "101").secret
    renew_secret(house.operator, "sen", "101")

    assert phone_account(house.operator, "sen", "101").secret != before


def test_a_secret_of_ones_own_is_kept(house: House):
    create_extension(house.operator, "sen", ExtensionDraft(number="103", name="L", secret=Secret("Kq7mW2xTz9RbLp4s")))

    assert phone_account(house.operator, "sen", "103").secret.reveal() == "Kq7mW2xTz9RbLp4s"


def test_tenants_are_listed_with_what_they_have(house: House):
    rows = {each.handle: each for each in list_tenants(house.operator).rows}

    assert (rows["sen"].extensions, rows["sen"].extension_limit, rows["tre"].extensions) == (2, 10, 1)
    assert [each.handle for each in list_tenants(house.ask(HOA)).rows] == ["sen"]
    assert [each.handle for each in list_tenants(house.operator, "TRE").rows] == ["tre"]


@pytest.mark.parametrize(("draft", "code"), [
    ({"handle": "S"}, "E_TENANT_HANDLE"), ({"name": "\n"}, "E_TENANT_NAME"), ({"package": "gold"}, "E_PACKAGE_UNKNOWN"),
    ({"country": "Vietnam"}, "E_TENANT_COUNTRY"), ({"time_zone": "here; there"}, "E_TENANT_TIME_ZONE")])
def test_an_odd_tenant_is_refused(house: House, draft: dict[str, str], code: str):
    wanted = {"handle": "lan", "name": "Lan", "package": "standard"} | draft

    assert codes(lambda: create_tenant(house.operator, TenantDraft(**wanted))) == [code]


def test_a_tenant_moves_to_another_package(house: House):
    create_package(house.operator, Package(handle="small", name="Small", extensions=1))
    create_package(house.operator, Package(handle="big", name="Big", extensions=50))

    assert codes(lambda: update_tenant(house.operator, "sen", {"package": "small"})) == ["E_LIMIT_EXTENSIONS"]
    update_tenant(house.operator, "sen", {"package": "big"})
    assert get_tenant(house.operator, "sen").package.extensions == 50


def test_a_deleted_tenant_takes_its_people_along_and_leaves_its_journal(house: House):
    create_person(house.operator, PersonDraft(login="hoa", name="Hoa", role=Role.ADMINISTRATOR, tenant="sen"))
    delete_tenant(house.operator, "sen", "moved away")

    with pytest.raises(NotFound):
        update_person(house.operator, "hoa@sen", {"name": "H"})
    last = list_journal(house.operator).rows
    assert "Tenant sen is gone: Sen." in [str(change.words()) for row in last[:5] for change in row.changes]
    assert last[0].why == "moved away"


def test_packages_are_made_changed_and_deleted(house: House):
    create_package(house.operator, Package(handle="big", name="Big"))
    update_package(house.operator, "big", {"name": "Bigger", "features": ["api", "queues"]})

    assert sorted(get_package(house.operator, "big").features) == ["api", "queues"]
    assert [(each.package.handle, each.tenants) for each in list_packages(house.operator)] == [("big", 0),
                                                                                            ("standard", 2)]
    delete_package(house.operator, "big")
    with pytest.raises(NotFound):
        get_package(house.operator, "big")


def test_odd_packages_are_refused(house: House):
    operator = house.operator

    assert codes(lambda: create_package(operator, STANDARD)) == ["E_PACKAGE_EXISTS"]
    assert codes(lambda: delete_package(operator, "standard")) == ["E_PACKAGE_RENTED"]
    assert codes(lambda: create_package(operator, replace(STANDARD, handle="X"))) == ["E_PACKAGE_HANDLE"]
    assert codes(lambda: create_package(operator, replace(STANDARD, handle="xl", name=""))) == ["E_PACKAGE_NAME"]
    assert codes(lambda: update_package(operator, "standard", {"concurrent_calls": 0})) == ["E_PACKAGE_LIMIT"]
    assert codes(lambda: update_package(operator, "standard", {"features": "api"})) == ["E_FIELD_CHOICES"]
    assert codes(lambda: update_package(operator, "standard", {"extensions": 1})) == ["E_LIMIT_EXTENSIONS"]
    assert codes(lambda: update_package(operator, "standard", {"extensions": 0}))[0] == "E_PACKAGE_LIMIT"
    for ask in (lambda: update_package(operator, "gold", {}), lambda: delete_package(operator, "gold")):
        with pytest.raises(NotFound):
            ask()


def test_a_flag_says_yes_or_no(house: House):
    create_person(house.operator, PersonDraft(login="hoa", name="Hoa", role=Role.ADMINISTRATOR, tenant="sen"))

    assert codes(lambda: update_person(house.operator, "hoa@sen", {"active": "no"})) == ["E_FIELD_FLAG"]


def test_the_journal_of_a_tenant_is_its_own(house: House):
    update_extension(house.ask(HOA), None, "101", {"name": "Bình"}, "new desk")

    row = list_journal(house.ask(HOA)).rows[0]
    assert (row.who, row.why, row.surface, row.tenant) == ("hoa", "new desk", "test", "sen")
    assert [str(each.words()) for each in row.changes] == ["Extension 101 is named Bình instead of Phone 101."]
    assert {each.tenant for each in list_journal(house.ask(HOA)).rows} == {"sen"}
    assert {each.tenant for each in list_journal(house.operator).rows} == {"sen", "tre", None}


def test_a_cell_with_too_many_extensions_is_warned_of(house: House):
    one = get_tenant(house.operator, "sen")
    crowd = replace(one, extensions=one.extensions * 1001)

    assert [each.code for each in check_cell(Snapshot(tenants=(crowd,)))] == ["W_CELL_FULL"]
    assert list(check_cell(Snapshot(tenants=(one,)))) == []
