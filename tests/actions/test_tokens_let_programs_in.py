"""Tokens let programs in, with the rights of a person or fewer, until a day."""

import pytest

from testhouse import CAROL, HOA, House
from tongdai.actions.context import Context, Forbidden, NotFound, Refused
from tongdai.actions.packages import update_package
from tongdai.actions.people import PersonDraft, create_person, delete_person, update_person
from tongdai.actions.tokens import asker_for_token, create_token, list_tokens, revoke_token
from tongdai.domain.person import Role
from tongdai.domain.secret import Secret
from tongdai.store import models

pytestmark = pytest.mark.wet


@pytest.fixture
def hoa(house: House) -> Context:
    """Hoa, as a person with an id."""
    draft = PersonDraft(login="hoa", name="Hoa", role=Role.ADMINISTRATOR, tenant="sen", extension="101")
    person = create_person(house.operator, draft).person
    return house.ask(type(HOA)(person_id=person.id, name=person.login, role=person.role, tenant="sen",
                               extension="101", surface="test"))


def test_a_token_is_its_person_at_another_door(hoa: Context):
    token = create_token(hoa, "CRM").token

    asker = asker_for_token(hoa, token)
    assert (asker.name, asker.role, asker.tenant, asker.surface) == ("hoa@sen", Role.ADMINISTRATOR, "sen", "API")


def test_a_token_may_have_a_lesser_role_and_no_greater_one(hoa: Context):
    assert asker_for_token(hoa, create_token(hoa, "Display", Role.USER).token).role is Role.USER
    with pytest.raises(Refused, match="cannot hand out the role operator"):
        create_token(hoa, "Everything", Role.OPERATOR)


def test_only_the_hash_of_a_token_is_kept(hoa: Context):
    token = create_token(hoa, "CRM").token.reveal()

    assert len(token) > 43
    assert token not in str(models.Token.objects.values_list())
    assert token not in str(list_tokens(hoa))


def test_an_expired_a_revoked_and_an_unknown_token_get_one_answer(house: House, hoa: Context):
    expired, revoked = create_token(hoa, "Old", days=1), create_token(hoa, "Lost", days=2)
    revoke_token(hoa, revoked.row.id)
    house.clock.advance(days=1)

    for token in (expired.token, revoked.token, Secret("tongdai_guess")):
        with pytest.raises(Forbidden, match=r"^This token is not valid here, or not any more; create a new one.$"):
            asker_for_token(hoa, token)


def test_a_token_ends_with_its_person(house: House, hoa: Context):
    off, gone = create_token(hoa, "A").token, create_token(hoa, "B").token
    update_person(house.operator, "hoa@sen", {"active": False})
    with pytest.raises(Forbidden):
        asker_for_token(hoa, off)

    delete_person(house.operator, "hoa@sen")
    with pytest.raises(Forbidden):
        asker_for_token(hoa, gone)


def test_carol_does_not_see_tokens_of_sen(house: House, hoa: Context):
    row = create_token(hoa, "CRM").row

    assert list_tokens(house.ask(CAROL)) == ()
    with pytest.raises(NotFound, match=rf"^There is no token {row.id}.$"):
        revoke_token(house.ask(CAROL), row.id)
    with pytest.raises(NotFound, match=r"^There is no token 99.$"):
        revoke_token(house.ask(CAROL), 99)


def test_an_operator_makes_a_token_for_somebody_and_nobody_else_does(house: House, hoa: Context):
    assert create_token(house.operator, "CRM", login="hoa@sen").row.role is Role.ADMINISTRATOR
    with pytest.raises(Forbidden):
        create_token(hoa, "CRM", login="lan@sen")


@pytest.mark.parametrize(("name", "days"), [("", 1), ("CRM", 0), ("CRM", 4000)])
def test_a_token_without_a_name_or_with_an_odd_life_is_refused(hoa: Context, name: str, days: int):
    with pytest.raises(Refused):
        create_token(hoa, name, days=days)


def test_the_api_is_part_of_some_packages_only(house: House, hoa: Context):
    token = create_token(hoa, "CRM").token
    update_package(house.operator, "standard", {"features": []})

    for ask in (lambda: create_token(hoa, "Another"), lambda: asker_for_token(hoa, token)):
        with pytest.raises(Refused) as caught:
            ask()
        assert [each.code for each in caught.value.findings] == ["E_LIMIT_FEATURE"]
