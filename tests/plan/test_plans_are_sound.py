"""Plans are graphs: loops, dead ends, unreachable nodes and two ways for one number are found by name."""

from dataclasses import replace

import pytest

from tongdai.domain.number import Pattern
from tongdai.domain.snapshot import TenantSnapshot
from tongdai.domain.tenant import Package, Tenant
from tongdai.plan import (
    END,
    KINDS,
    Announce,
    Cause,
    HangUp,
    MatchNumber,
    Plan,
    Prompt,
    build_plan,
    check_plan,
    plan_digest,
)

HOUSE = TenantSnapshot(Tenant(key="s4kd92mx", handle="sen", name="Sen", package="small"),
                       Package(handle="small", name="Small"))


def announce(name, target):
    return Announce(id=name, prompt=Prompt.NUMBER_UNKNOWN, branches={"done": target})


def plan(*nodes, rules=(), **branches):
    """A plan whose entry leads to the first node."""
    entry = MatchNumber(id="dialled", rules=rules, branches={"unknown": nodes[0].id, **branches})
    return Plan("s4kd92mx", {each.id: each for each in (entry, *nodes)}, {"phone": "dialled"})


HANG_UP = HangUp(id="end", cause=Cause.NORMAL, branches={})

UNSOUND = {
    "E_PLAN_LOOP": plan(announce("a", "b"), announce("b", "a")),
    "E_PLAN_DEAD_END": plan(announce("a", "nowhere")),
    "E_PLAN_BRANCH": plan(Announce(id="a", prompt=Prompt.NUMBER_UNKNOWN, branches={})),
    "W_PLAN_UNREACHABLE": plan(announce("a", END), announce("alone", END)),
    "E_PLAN_CLASH": plan(HANG_UP, rules=((Pattern(length=3), "unknown"), (Pattern(exact="101"), "extra")), extra="end"),
}


def test_the_plan_of_a_house_is_sound():
    assert check_plan(build_plan(HOUSE)) == ()


@pytest.mark.parametrize("code", [each.code for each in KINDS])
def test_an_unsound_plan_is_told_by_name(code):
    assert [each.code for each in check_plan(UNSOUND[code])] == [code]


def test_an_entry_that_is_not_there_is_a_dead_end():
    lost = replace(plan(HANG_UP), entries={"phone": "gone"})

    assert [each.code for each in check_plan(lost)] == ["E_PLAN_DEAD_END", "W_PLAN_UNREACHABLE", "W_PLAN_UNREACHABLE"]


def test_a_loop_names_its_way_and_is_told_once():
    ring = plan(announce("a", "b"), announce("b", "c"), announce("c", "a"))

    [finding] = check_plan(ring)

    assert "a > b > c > a" in str(finding.message)


def test_a_node_that_calls_itself_is_a_loop():
    assert [each.code for each in check_plan(plan(announce("a", "a")))] == ["E_PLAN_LOOP"]


def test_ways_that_meet_are_no_loop():
    assert check_plan(plan(announce("a", "end"), HANG_UP, announce("b", "end"),
                           rules=((Pattern(exact="*1"), "second"),), second="b")) == ()


def test_an_exact_number_before_a_pattern_has_one_way():
    rules = ((Pattern(exact="101"), "unknown"), (Pattern(length=3), "extra"), (Pattern(length=3), "extra"))

    assert check_plan(plan(HANG_UP, rules=rules, extra="end")) == ()


def test_a_very_long_plan_is_no_burden():
    nodes = [announce(f"n{at}", f"n{at + 1}") for at in range(5000)]

    assert check_plan(plan(*nodes, announce("n5000", END))) == ()


def test_equal_plans_have_equal_digests_and_others_not():
    assert plan_digest(build_plan(HOUSE)) == plan_digest(build_plan(HOUSE))
    assert plan_digest(build_plan(HOUSE)) != plan_digest(plan(HANG_UP))
