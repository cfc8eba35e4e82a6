"""Releases are kept per tenant: told, compared, and gone back to."""

import pytest

from testhouse import CAROL, HOA, House
from tongdai.actions.context import NotFound, Refused
from tongdai.actions.extensions import (
    ExtensionDraft,
    create_extension,
    delete_extensions,
    list_extensions,
    renew_secret,
    update_extension,
)
from tongdai.actions.packages import get_package, update_package
from tongdai.actions.releases import compare_releases, list_releases, roll_back, show_release
from tongdai.actions.tenants import delete_tenant, get_tenant, update_tenant
from tongdai.store import models
from tongdai.store.tenancy import everywhere

pytestmark = pytest.mark.wet


def numbers(house: House, tenant: str) -> list[str]:
    """The extensions a tenant has."""
    return [each.number for each in list_extensions(house.operator, tenant).rows]


def test_each_tenant_counts_its_own_releases(house: House):
    create_extension(house.operator, "sen", ExtensionDraft(number="103", name="Lan"))

    assert [each.number for each in list_releases(house.operator, "sen").rows] == [4, 3, 2, 1]
    assert [each.number for each in list_releases(house.operator, "tre").rows] == [2, 1]


def test_a_release_tells_who_why_and_what(house: House):
    update_extension(house.ask(HOA), None, "101", {"name": "Bình"}, "he sits there now")

    story = show_release(house.ask(HOA), None, 4)

    assert (story.row.who, story.row.why, story.row.surface) == ("hoa", "he sits there now", "test")
    assert story.row.current
    assert [str(each) for each in story.difference.words()] == ["Extension 101 is named Bình instead of Phone 101."]


def test_a_secret_is_said_to_be_new_and_never_shown(house: House):
    renew_secret(house.operator, "sen", "101")

    story = show_release(house.operator, "sen", 4)

    assert [str(each) for each in story.difference.words()] == ["Extension 101 has a new secret."]


def test_secrets_are_sealed_wherever_they_are_kept(house: House):
    secret = get_tenant(house.operator, "sen").extensions[0].secret.reveal()

    with everywhere():
        rows = [str(list(table.objects.values_list())) for table in (models.Extension, models.Release,
                                                                     models.JournalEntry)]
    assert all(secret not in each for each in rows)


def test_going_back_is_a_new_release_and_touches_nobody_else(house: House):
    before = get_tenant(house.operator, "sen")
    delete_extensions(house.operator, "sen", ["101"])
    other = get_tenant(house.operator, "tre")

    published = roll_back(house.ask(HOA), None, 3, "101 was needed")

    assert published.release == 5
    assert get_tenant(house.operator, "sen") == before
    assert get_tenant(house.operator, "tre") == other
    assert list_releases(house.operator, "tre").total == 2
    assert list_releases(house.operator, "sen").rows[0].rolled_back_to == 3


def test_going_back_to_the_present_is_nothing_to_do(house: House):
    assert roll_back(house.operator, "sen", 3).release is None


def test_going_back_does_not_give_back_a_larger_package(house: House):
    for number in ("103", "104"):
        create_extension(house.operator, "sen", ExtensionDraft(number=number, name=number))
    delete_extensions(house.operator, "sen", ["103", "104"])
    update_package(house.operator, "standard", {"extensions": 3})

    with pytest.raises(Refused) as caught:
        roll_back(house.ask(HOA), None, 5)

    assert [each.code for each in caught.value.findings] == ["E_LIMIT_EXTENSIONS"]
    assert numbers(house, "sen") == ["101", "102"]


def test_a_package_that_changes_makes_a_release_for_everybody_who_rents_it(house: House):
    update_package(house.operator, "standard", {"concurrent_calls": 9})

    assert get_package(house.operator, "standard").concurrent_calls == 9
    for tenant, number in (("sen", 4), ("tre", 3)):
        words = [str(each) for each in show_release(house.operator, tenant, number).difference.words()]
        assert words == ["Package standard allows 9 calls at a time instead of 5.",
                         "'calls' decides by 9 instead of 5."]


def test_two_releases_are_compared_in_words(house: House):
    update_tenant(house.operator, "sen", {"name": "Hoa Sen"})

    words = [str(each) for each in compare_releases(house.operator, "sen", 1, 4).words()]

    assert words[:3] == ["Tenant sen is named Hoa Sen instead of Sen.", "Extension 101 is new: Phone 101.",
                         "Extension 102 is new: Phone 102."]
    assert words[3:] == ["'dialled' decides by *43 > echo, NXX > extension instead of *43 > echo."]


def test_a_deleted_tenant_can_be_brought_back_by_the_operator(house: House):
    before = get_tenant(house.operator, "sen")
    delete_tenant(house.operator, "sen", "moved away")
    with pytest.raises(NotFound):
        get_tenant(house.operator, "sen")
    with pytest.raises(Refused, match="Release 4 deleted the tenant"):
        roll_back(house.operator, "sen", 4)

    roll_back(house.operator, "sen", 3, "came back")

    assert get_tenant(house.operator, "sen") == before
    assert [each.number for each in list_releases(house.operator, "sen").rows] == [5, 4, 3, 2, 1]


@pytest.mark.parametrize("number", [0, 99, -1, 2**40])
def test_a_release_that_is_not_there_is_not_found(house: House, number: int):
    with pytest.raises(NotFound):
        show_release(house.operator, "sen", number)


def test_carol_sees_no_release_of_sen(house: House):
    for ask in (list_releases, lambda ctx, tenant: show_release(ctx, tenant, 1),
                lambda ctx, tenant: roll_back(ctx, tenant, 1)):
        with pytest.raises(NotFound, match=r"^There is no tenant 'sen'.$"):
            ask(house.ask(CAROL), "sen")
