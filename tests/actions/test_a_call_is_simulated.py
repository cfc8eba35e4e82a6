"""What if: asked by those who may, of their own house, with a caller that is there."""

import pytest

from testhouse import BINH, CAROL, HOA, House
from tongdai.actions.context import Forbidden, NotFound, Refused
from tongdai.actions.simulate import Callee, Does, World, simulate_call


def test_an_administrator_asks_how_a_call_would_go(house: House):
    simulation = simulate_call(house.ask(HOA), None, "101", "102", World(callees={"102": Callee(Does.IS_BUSY)}))

    assert str(simulation.trail) == "3/dialled(102)>extension/calls>free/find>found/ring(102)>busy/end-busy"
    assert str(simulation.reasons[-1]) == "The switchboard ended the call: busy."


def test_without_a_world_everybody_is_there_and_answers(house: House):
    assert str(simulate_call(house.operator, "sen", "101", "102").trail).endswith("ring(102)>answered")


def test_a_caller_that_is_not_there_is_not_found(house: House):
    with pytest.raises(NotFound):
        simulate_call(house.ask(HOA), None, "199", "102")


@pytest.mark.parametrize("dialled", ["", "1" * 33])
def test_what_cannot_be_dialled_is_refused(house: House, dialled: str):
    with pytest.raises(Refused, match="Say what is dialled"):
        simulate_call(house.ask(HOA), None, "101", dialled)


def test_carol_asks_of_her_own_house_alone(house: House):
    with pytest.raises(NotFound):
        simulate_call(house.ask(CAROL), "sen", "101", "102")
    assert str(simulate_call(house.ask(CAROL), None, "101", "102").trail).endswith("end-unknown")


def test_a_house_that_is_not_there_is_not_found(house: House):
    with pytest.raises(NotFound):
        simulate_call(house.operator, "moon", "101", "102")


def test_a_user_does_not_simulate(house: House):
    with pytest.raises(Forbidden):
        simulate_call(house.ask(BINH), None, "101", "102")
