"""What changes in the way calls go is told in words."""

from dataclasses import replace

from domain.houses import SMALL, extension, house
from tongdai.plan import Cause, HangUp, Plan, build_plan, compare_plans

ONE = build_plan(house(extension("101")))


def words(before: Plan, after: Plan) -> list[str]:
    """What the difference says."""
    return [str(each) for each in compare_plans(before, after)]


def test_equal_plans_do_not_differ():
    assert words(ONE, build_plan(house(extension("102")))) == []


def test_a_limit_and_a_new_length_of_numbers_are_told():
    package = replace(SMALL, concurrent_calls=9)

    assert words(ONE, build_plan(house(extension("101"), extension("2000"), package=package))) == [
        "'dialled' decides by *43 > echo, NXX > extension, NXXX > extension instead of *43 > echo, NXX > extension.",
        "'calls' decides by 9 instead of 2."]


def test_ways_that_change_are_told():
    nodes = dict(ONE.nodes)
    nodes["new"] = HangUp(id="new", cause=Cause.NORMAL, branches={})
    nodes["calls"] = replace(nodes["calls"], branches={"free": "new", "late": "find"})
    nodes["echo"] = HangUp(id="echo", cause=Cause.NORMAL, branches={})
    del nodes["end-full"]
    after = Plan(ONE.tenant, nodes, {"phone": "calls"})

    assert sorted(words(ONE, after)) == sorted([
        "Calls from a phone begin at 'calls'.", "No call comes to 'end-full' any more.",
        "At 'calls', 'free' leads to 'new' instead of 'find'.",
        "At 'calls', 'full' leads to '–' instead of 'say-full'.", "At 'calls', 'late' leads to 'find' instead of '–'.",
        "At 'echo' something else is decided.", "Calls may now come to 'new'."])
