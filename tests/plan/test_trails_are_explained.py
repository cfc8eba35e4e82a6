"""A past call's trail is told against the plan it ran under, and what is not known is said."""

import pytest

from domain.houses import extension, house
from tongdai.domain.trail import Step, parse_trail
from tongdai.plan import MatchNumber, build_plan, explain_trail, needed_branches, tell_step

PLAN = build_plan(house(extension("101"), extension("102")))


def reasons(text: str, rang: dict[str, int] | None = None) -> list[str]:
    trail = parse_trail(text)
    assert trail
    return [str(each) for each in explain_trail(PLAN, trail, rang or {})]


@pytest.mark.parametrize("node", PLAN.nodes.values(), ids=lambda node: node.id)
def test_every_branch_of_every_node_has_words(node):
    for branch in needed_branches(node) or ("",):
        for rang in ({}, {"102": 4}):
            parameter = "102" if node.id in ("ring", "dialled") else ""
            assert str(tell_step(node, Step(node.id, branch, parameter), "102", rang))


def test_the_seconds_that_a_phone_rang_are_told_where_they_are_known():
    trail = "3/dialled(102)>extension/calls>free/find>found/ring(102)>no_answer/end-no-answer"

    assert reasons(trail, {"102": 25})[3:] == [
        "Extension 102 rang for 25 s and nobody answered.", "The switchboard ended the call: no answer."]
    assert reasons(trail)[3] == "Extension 102 rang and nobody answered."


def test_a_second_way_through_the_plan_is_told_as_a_transfer():
    first = "dialled(102)>extension/calls>free/find>found/ring(102)>answered"

    told = reasons(f"3/{first}/dialled(109)>extension/calls>free/find>unknown/say-unknown>done/end-unknown")

    assert told[4:6] == ["Then the call was transferred.", "109 was dialled, which looks like an extension."]
    assert told[7] == "There is no extension 109."


def test_an_announcement_that_was_not_heard_out_is_told_as_such():
    assert reasons("3/dialled(9)>unknown/say-unknown")[-1] == (
        "The caller hung up while being told that the number is unknown.")


def test_a_step_that_the_plan_does_not_have_is_said_honestly():
    assert reasons("3/dialled(102)>moon/queue(7)>full") == [
        "The call passed 'dialled(102)>moon', which release 3 does not have.",
        "The call passed 'queue(7)>full', which release 3 does not have."]


def test_a_release_that_is_gone_is_said_honestly():
    trail = parse_trail("3/dialled(102)>extension")
    assert trail

    assert [str(each) for each in explain_trail(None, trail, {})] == [
        "The call went by release 3, which is not kept any more."]


def test_a_call_that_was_cut_off_is_told_where():
    assert reasons("3/dialled(102)>extension/calls") [-1] == "The call was cut off at 'calls'."
    assert reasons("3/dialled(102)>extension/calls>free/find>found/ring(102)")[-1] == (
        "The call was cut off at 'ring(102)'.")
    assert reasons("3/dialled(102)") == ["The call was cut off at 'dialled(102)'."]


def test_nothing_that_keys_can_spell_is_said():
    assert reasons("3/dialled()>unknown")[0] == "Nothing was dialled that keys can spell."


def test_a_rule_without_words_of_its_own_is_named():
    node = MatchNumber(id="dialled", rules=(), branches={"unknown": "", "moon": ""})

    assert str(tell_step(node, Step("dialled", "moon", "77"), "", {})) == (
        "77 was dialled; the plan knows that as 'moon'.")
