"""Every call that might come ends, and its trail is one that the plan allows."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.houses import extension, house
from tongdai.domain.snapshot import TenantSnapshot
from tongdai.domain.tenant import Package
from tongdai.domain.trail import parse_trail
from tongdai.plan import build_plan
from tongdai.simulator import Callee, CallToCome, Does, Simulation, World, simulate

SEN = house(extension("101"), extension("102", "Hoa", ring_seconds=25), extension("2001", "Lan"))
RELEASE = 7


def told(dialled: str, caller: str = "101", **world: object) -> tuple[str, list[str]]:
    simulation = simulate(SEN, RELEASE, CallToCome(caller, dialled), World(**world))  # type: ignore[arg-type]
    return str(simulation.trail), [str(each) for each in simulation.reasons]


def way(rang: str) -> str:
    return f"7/dialled(102)>extension/calls>free/find>found/ring(102)>{rang}"


def test_an_extension_answers():
    trail, reasons = told("102")

    assert trail == way("answered")
    assert reasons == [
        "102 was dialled, which looks like an extension.",
        "Fewer calls were up than the package allows (2), so this one was let through.",
        "Extension 102 exists.",
        "Extension 102 rang for 3 s and was answered."]


@pytest.mark.parametrize(("does", "rang", "because"), [
    (Does.IS_BUSY, "busy/end-busy", "Extension 102 is busy: its phone said so."),
    (Does.DECLINES, "declined/end-declined", "Extension 102 rang for 3 s and declined the call."),
    (Does.DOES_NOT_ANSWER, "no_answer/end-no-answer", "Extension 102 rang for 25 s and nobody answered."),
    (Does.FAILS, "failed/end-failed", "The phone of extension 102 could not take the call."),
])
def test_a_phone_that_does_not_answer_ends_the_call(does: Does, rang: str, because: str):
    trail, reasons = told("102", callees={"102": Callee(does)})

    assert trail == way(rang)
    assert reasons[-2] == because


def test_whatever_happens_first_counts():
    assert told("102", gives_up_after=2.0)[0] == way("cancelled")
    assert told("102", gives_up_after=4.0)[0] == way("answered")
    assert told("102", callees={"102": Callee(after=26.0)})[0] == way("no_answer/end-no-answer")


def test_an_extension_without_a_phone_is_offline():
    trail, reasons = told("102", registered=frozenset({"101"}))

    assert trail == way("offline/end-offline")
    assert reasons[-2:] == ["No phone that can be reached was registered as extension 102.",
                            "The switchboard ended the call: not reachable."]


def test_a_full_house_refuses():
    trail, reasons = told("102", calls_up=2)

    assert trail == "7/dialled(102)>extension/calls>full/say-full>done/end-full"
    assert reasons[1] == "As many calls were up as the package allows (2), so this one was refused."


def test_a_missing_extension_a_foreign_number_and_ones_own_are_told_apart():
    assert told("109")[0] == "7/dialled(109)>extension/calls>free/find>unknown/say-unknown>done/end-unknown"
    assert told("0912")[0] == "7/dialled(0912)>unknown/say-unknown>done/end-unknown"
    assert told("101")[0] == "7/dialled(101)>extension/calls>free/find>own/end-busy"


def test_the_echo_test_answers():
    assert told("*43") == ("7/dialled(*43)>echo/echo>done", [
        "*43 was dialled, the code of the echo test.",
        "The echo test answered: the caller heard what the caller said."])


def test_what_keys_cannot_spell_is_left_out():
    assert told("abc")[0] == "7/dialled>unknown/say-unknown>done/end-unknown"
    assert told("102&PJSIP/trunk")[0] == "7/dialled(102)>unknown/say-unknown>done/end-unknown"


NUMBERS = st.sampled_from(["101", "102", "2001", "109", "*43", "0", ""]) | st.text(string.printable, max_size=40)
CALLEES = st.dictionaries(
    st.sampled_from(["101", "102", "2001"]), st.builds(Callee, st.sampled_from(Does), st.floats(0, 200)))
WORLDS = st.builds(World, calls_up=st.integers(0, 4), callees=CALLEES,
                   registered=st.none() | st.frozensets(st.sampled_from(["101", "102", "2001"])),
                   gives_up_after=st.none() | st.floats(0, 200))
HOUSES = st.builds(
    lambda numbers, limit: house(*(extension(each) for each in sorted(numbers)),
                                 package=Package(handle="p", name="P", extensions=9, concurrent_calls=limit)),
    st.sets(st.sampled_from(["101", "102", "2001", "33"])), st.integers(1, 4))


@given(HOUSES, st.sampled_from(["101", "102", "9"]), NUMBERS, WORLDS)
def test_every_walk_ends_in_a_trail_of_the_plan(some: TenantSnapshot, caller: str, dialled: str, world: World):
    simulation = simulate(some, RELEASE, CallToCome(caller, dialled), world)

    plan = build_plan(some)
    assert parse_trail(str(simulation.trail)) == simulation.trail
    for step, following in zip(simulation.trail.steps, simulation.trail.steps[1:], strict=False):
        assert plan.nodes[step.node].branches[step.branch] == following.node
    last = simulation.trail.steps[-1]
    assert plan.nodes[last.node].branches.get(last.branch, "") == ""
    assert_told(simulation)


def assert_told(simulation: Simulation) -> None:
    assert len(simulation.reasons) == len(simulation.trail.steps)
    assert all(str(each) and "does not have" not in str(each) for each in simulation.reasons)
