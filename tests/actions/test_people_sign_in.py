"""People sign in, or get one answer; sessions end with the password."""

from pathlib import Path
from threading import Thread

import pytest
from django.db import connection

from testhouse import HOA, NOBODY, House, empty_house, furnish
from tongdai.actions.context import Context, Forbidden, NotFound, Refused
from tongdai.actions.people import (
    NewPerson,
    PersonDraft,
    create_person,
    delete_person,
    first_operator,
    get_person,
    list_people,
    reset_password,
    set_language,
    update_person,
)
from tongdai.actions.sign_in import asker_for_session, set_password, sign_in
from tongdai.domain.person import Role
from tongdai.domain.secret import Secret
from tongdai.domain.tenant import Language

pytestmark = pytest.mark.wet
GOOD = Secret("mưa rơi trên mái ngói")


@pytest.fixture
def hoa(house: House) -> NewPerson:
    """Hoa, let in by the operator."""
    return create_person(house.operator, PersonDraft(login="hoa", name="Hoa", role=Role.ADMINISTRATOR, tenant="sen"))


def as_person(house: House, login: str, password: Secret) -> Context:
    """Whoever signs in with this."""
    signed_in = sign_in(house.ask(NOBODY), login, password, "192.0.2.1")
    found = asker_for_session(signed_in.person.id, signed_in.mark)
    assert found is not None
    return house.ask(found[0])


def test_the_first_operator_is_made_once(bare_house: House):
    password = first_operator(bare_house.operator)

    assert password is not None
    assert first_operator(bare_house.operator) is None
    assert sign_in(bare_house.ask(NOBODY), "operator", password, "192.0.2.1").person.must_change_password


def test_people_of_a_tenant_have_its_handle_in_their_login(house: House, hoa: NewPerson):
    assert hoa.person.login == "hoa@sen"
    assert as_person(house, "Hoa@Sen ", hoa.one_time_password).asker.tenant == "sen"


@pytest.mark.parametrize(("login", "password"), [("hoa@sen", "wrong"), ("hoa@tre", "wrong"), ("", "")])
def test_wrong_and_unknown_get_the_same_answer(house: House, hoa: NewPerson, login: str, password: str):
    with pytest.raises(Refused, match=r"^Login and password do not fit together; check both and try again.$"):
        sign_in(house.ask(NOBODY), login, Secret(password), "192.0.2.1")


def test_somebody_who_is_switched_off_gets_the_same_answer_and_loses_the_session(house: House, hoa: NewPerson):
    signed_in = sign_in(house.ask(NOBODY), "hoa@sen", hoa.one_time_password, "192.0.2.1")
    update_person(house.operator, "hoa@sen", {"active": False})

    with pytest.raises(Refused, match="do not fit together"):
        sign_in(house.ask(NOBODY), "hoa@sen", hoa.one_time_password, "192.0.2.1")
    assert asker_for_session(signed_in.person.id, signed_in.mark) is None


def test_ten_failures_close_the_door_for_a_quarter_of_an_hour(house: House, hoa: NewPerson):
    for _ in range(10):
        with pytest.raises(Refused, match="do not fit"):
            sign_in(house.ask(NOBODY), "hoa@sen", Secret("wrong"), "192.0.2.1")

    with pytest.raises(Refused, match="too many attempts; wait 15 minutes"):
        sign_in(house.ask(NOBODY), "hoa@sen", hoa.one_time_password, "192.0.2.1")
    assert sign_in(house.ask(NOBODY), "hoa@sen", hoa.one_time_password, "192.0.2.2")

    house.clock.advance(minutes=15, seconds=1)
    assert sign_in(house.ask(NOBODY), "hoa@sen", hoa.one_time_password, "192.0.2.1")


def test_a_new_password_ends_every_other_session(house: House, hoa: NewPerson):
    before = sign_in(house.ask(NOBODY), "hoa@sen", hoa.one_time_password, "192.0.2.1")
    ctx = as_person(house, "hoa@sen", hoa.one_time_password)

    after = set_password(ctx, hoa.one_time_password, GOOD)

    assert not after.person.must_change_password
    assert asker_for_session(before.person.id, before.mark) is None
    assert asker_for_session(after.person.id, after.mark) is not None
    assert as_person(house, "hoa@sen", GOOD)


@pytest.mark.parametrize("weak", ["short", "aaaaaaaaaaaaaaaa", "hoa loves telephones"])
def test_a_weak_password_is_refused(house: House, hoa: NewPerson, weak: str):
    ctx = as_person(house, "hoa@sen", hoa.one_time_password)

    with pytest.raises(Refused) as caught:
        set_password(ctx, hoa.one_time_password, Secret(weak))

    assert [each.code for each in caught.value.findings] == ["E_PASSWORD_WEAK"]


def test_the_old_password_must_be_right_and_the_new_one_another(house: House, hoa: NewPerson):
    ctx = as_person(house, "hoa@sen", hoa.one_time_password)

    with pytest.raises(Refused, match="do not fit"):
        set_password(ctx, Secret("wrong"), GOOD)
    set_password(ctx, hoa.one_time_password, GOOD)
    with pytest.raises(Refused, match="is the old one"):
        set_password(ctx, GOOD, GOOD)


def test_a_password_that_was_reset_must_be_changed(house: House, hoa: NewPerson):
    reset = reset_password(house.operator, "hoa@sen", "forgotten")

    signed_in = sign_in(house.ask(NOBODY), "hoa@sen", reset.one_time_password, "192.0.2.1")
    assert signed_in.person.must_change_password


def test_somebody_chooses_the_language_of_their_pages(house: House, hoa: NewPerson):
    ctx = as_person(house, "hoa@sen", hoa.one_time_password)

    set_language(ctx, Language.KHMER)

    assert get_person(house.operator, "hoa@sen").language is Language.KHMER


def test_an_administrator_manages_the_people_of_the_own_tenant_only(house: House, hoa: NewPerson):
    create_person(house.operator, PersonDraft(login="carol", name="Carol", role=Role.ADMINISTRATOR, tenant="tre"))
    ctx = house.ask(HOA)
    create_person(ctx, PersonDraft(login="binh", name="Bình", role=Role.USER, extension="101"))

    assert [each.login for each in list_people(ctx)] == ["binh@sen", "hoa@sen"]
    with pytest.raises(NotFound, match=r"^There is no person 'carol@tre'.$"):
        get_person(ctx, "carol@tre")
    with pytest.raises(NotFound, match=r"^There is no tenant 'tre'.$"):
        create_person(ctx, PersonDraft(login="spy", name="Spy", role=Role.ADMINISTRATOR, tenant="tre"))
    with pytest.raises(Forbidden):
        create_person(ctx, PersonDraft(login="boss", name="Boss", role=Role.OPERATOR))


@pytest.mark.parametrize(("changes", "code"), [
    ({"login": "Hoa Nguyễn"}, "E_PERSON_LOGIN"), ({"login": "hoa@tre"}, "E_PERSON_LOGIN"),
    ({"name": " "}, "E_PERSON_NAME"), ({"email": "hoa"}, "E_PERSON_EMAIL"),
    ({"role": Role.USER}, "E_PERSON_PLACE"), ({"role": Role.OPERATOR, "tenant": None, "extension": "101",
                                               "login": "x"}, "E_PERSON_PLACE"),
    ({"role": Role.USER, "extension": "999"}, "E_PERSON_EXTENSION"), ({"login": "hoa"}, "E_PERSON_EXISTS")])
def test_an_unfit_person_is_refused(house: House, hoa: NewPerson, changes: dict[str, object], code: str):
    draft = {"login": "lan", "name": "Lan", "role": Role.ADMINISTRATOR, "tenant": "sen"} | changes

    with pytest.raises(Refused) as caught:
        create_person(house.operator, PersonDraft(**draft))

    assert [each.code for each in caught.value.findings] == [code]


def test_the_last_operator_cannot_leave(bare_house: House):
    first_operator(bare_house.operator)

    for leave in (lambda: delete_person(bare_house.operator, "operator"),
                  lambda: update_person(bare_house.operator, "operator", {"active": False})):
        with pytest.raises(Refused) as caught:
            leave()
        assert [each.code for each in caught.value.findings] == ["E_PERSON_LAST_OPERATOR"]


def test_somebody_who_was_deleted_cannot_sign_in(house: House, hoa: NewPerson):
    delete_person(house.operator, "hoa@sen", "left the company")

    with pytest.raises(Refused, match="do not fit"):
        sign_in(house.ask(NOBODY), "hoa@sen", hoa.one_time_password, "192.0.2.1")


def test_many_attempts_at_once_are_no_way_round_the_bound(tmp_path: Path, transactional_db: None):
    house = furnish(empty_house(tmp_path))
    answers: list[str] = []

    def attempt() -> None:
        try:
            sign_in(house.ask(NOBODY), "hoa@sen", Secret("guess"), "192.0.2.1")
        except Refused as refusal:
            answers.append(str(refusal))
        finally:
            connection.close()

    threads = [Thread(target=attempt) for _ in range(16)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)

    assert sum("do not fit" in each for each in answers) == 10
    assert sum("too many attempts" in each for each in answers) == 6
