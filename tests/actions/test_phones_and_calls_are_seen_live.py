"""Phones and calls of this moment, each seen by its own tenant alone."""

from dataclasses import replace

import pytest

from testhouse import BINH, CAROL, HOA, NOON, House
from tongdai.actions.context import NotFound, Refused
from tongdai.actions.live import hang_up_call, live_calls, observe_engine, registrations, see_now
from tongdai.domain.message import say
from tongdai.domain.observation import EngineState, LiveCall, Observation, Registration
from tongdai.engine import EngineError
from tongdai.store.reads import key_of

pytestmark = pytest.mark.wet


def _registration(account: str, address: str = "192.0.2.7:5060") -> Registration:
    return Registration(account, address, "udp", "Phone 1.0", None, 12.5, True)


@pytest.fixture
def busy_house(house: House) -> House:
    """Two phones and a call in Sen, a phone and a call in Tre."""
    sen, tre = key_of("sen"), key_of("tre")
    house.engine.observation = Observation(
        NOON, "c1", EngineState.SERVING, "22.10.1", 3600,
        (_registration(f"{sen}-102"), _registration(f"{sen}-101"), _registration(f"{tre}-101"),
         _registration("somebody")),
        (LiveCall("a.1", f"{sen}-101", "101", "102", "talking", 5, f"{sen}-102"),
         LiveCall("b.1", f"{tre}-101", "101", "*43", "answered", 9)))
    house.engine.live = {"a.1", "b.1"}
    return house


def test_a_tenant_sees_its_own_phones_by_number(busy_house: House) -> None:
    assert [each.number for each in registrations(busy_house.ask(HOA))] == ["101", "102"]
    assert [each.number for each in registrations(busy_house.ask(CAROL))] == ["101"]


def test_a_user_sees_the_phones_of_the_own_extension(busy_house: House) -> None:
    assert [each.number for each in registrations(busy_house.ask(BINH))] == ["101"]


def test_a_tenant_sees_its_own_calls(busy_house: House) -> None:
    assert [(each.id, each.peer) for each in live_calls(busy_house.ask(HOA))] == [("a.1", "102")]
    assert [each.id for each in live_calls(busy_house.operator, "tre")] == ["b.1"]


def test_everything_of_this_moment_comes_in_one_go(busy_house: House) -> None:
    now = see_now(busy_house.ask(HOA))

    assert (now.state, len(now.phones), len(now.calls)) == (EngineState.SERVING, 2, 1)


def test_a_call_is_hung_up(busy_house: House) -> None:
    hang_up_call(busy_house.ask(HOA), None, "a.1")

    assert busy_house.engine.live == {"b.1"}


def test_a_foreign_call_cannot_be_hung_up_and_looks_like_none(busy_house: House) -> None:
    with pytest.raises(NotFound) as foreign:
        hang_up_call(busy_house.ask(HOA), None, "b.1")
    with pytest.raises(NotFound) as never:
        hang_up_call(busy_house.ask(HOA), None, "c.1")

    assert busy_house.engine.live == {"a.1", "b.1"}
    assert foreign.value.message == never.value.message


def test_an_engine_that_cannot_hang_up_says_so(busy_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(_call_id: str) -> bool:
        raise EngineError(say("The engine does not answer."))

    monkeypatch.setattr(busy_house.engine, "hang_up", silent)

    with pytest.raises(Refused, match="does not answer"):
        hang_up_call(busy_house.ask(HOA), None, "a.1")


def test_the_operator_sees_the_engine(busy_house: House) -> None:
    assert observe_engine(busy_house.operator).version == "22.10.1"


def test_a_tenant_that_does_not_exist_has_no_phones(busy_house: House) -> None:
    with pytest.raises(NotFound):
        registrations(replace(busy_house.operator), "nix")
