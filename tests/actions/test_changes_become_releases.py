"""A change becomes a release, whole or not at all."""

import pytest

from testhouse import HOA, House
from tongdai.actions.context import Refused
from tongdai.actions.extensions import ExtensionDraft, create_extension, list_extensions, update_extension
from tongdai.actions.publish import publish
from tongdai.actions.tenants import TenantDraft, create_tenant, get_tenant
from tongdai.domain.message import say

pytestmark = pytest.mark.wet


def test_a_new_extension_is_a_release_and_reaches_the_engine(house: House):
    published = create_extension(house.ask(HOA), None, ExtensionDraft(number="103", name="Bình"), "a new colleague")

    key = get_tenant(house.operator, "sen").tenant.key
    assert published.release == 4
    assert [str(each) for each in published.difference.words()] == ["Extension 103 is new: Bình."]
    assert f"{key}-103" in house.engine.builds[-1].manifest.endpoints
    assert house.engine.deployed().releases[key] == 4


def test_a_change_that_changes_nothing_is_no_release(house: House):
    published = update_extension(house.operator, "sen", "101", {"name": "Phone 101"})

    assert published.release is None
    assert not published.difference


def test_publishing_twice_says_nothing_to_do(house: House):
    first, second = publish(house.operator), publish(house.operator)

    assert not first.redeployed
    assert not second.redeployed


def test_an_engine_that_refuses_leaves_everything_as_it_was(house: House):
    house.engine.broken = say("The engine would not reload.")

    with pytest.raises(Refused, match="would not reload"):
        create_extension(house.operator, "sen", ExtensionDraft(number="103", name="Bình"))

    assert list_extensions(house.operator, "sen").total == 2


def test_a_house_with_a_fault_is_refused_with_every_fault(house: House):
    with pytest.raises(Refused) as caught:
        create_extension(house.operator, "sen", ExtensionDraft(number="0", name=" "))

    assert [each.code for each in caught.value.findings] == ["E_EXTENSION_NUMBER", "E_EXTENSION_NAME"]


def test_a_tenant_with_a_taken_handle_is_refused(house: House):
    with pytest.raises(Refused) as caught:
        create_tenant(house.operator, TenantDraft(handle="sen", name="Another", package="standard"))

    assert [each.code for each in caught.value.findings] == ["E_TENANT_EXISTS"]
