"""The dialplan says the call plan: each branch leads where the graph says, and leaves it in the trail."""

import re
from dataclasses import replace

import pytest

from compiler.builds import SEN, sound_build
from goldencases import snapshot_of
from tongdai import plan
from tongdai.compiler import compile_snapshot, split_account
from tongdai.compiler.dialplan.contexts import say_plan
from tongdai.domain.trail import RING_BRANCHES, parse_trail, ring_branch
from tongdai.plan import (
    END,
    Announce,
    HangUp,
    MatchNumber,
    Plan,
    Prompt,
    build_plan,
    check_plan,
    needed_branches,
)

HOUSE = snapshot_of("001-two-phones-call-each-other").tenants[0]
PLAN = build_plan(HOUSE)
DIGITS = "${FILTER(0-9*#+,${EXTEN}):0:32}"


def steps(plan=PLAN):
    """Every extension of both contexts with its steps, the digits that were dialled as `${N}`."""
    return {name: tuple(each.replace(DIGITS, "${N}") for each in lines)
            for context in say_plan(plan) for name, lines in context.extensions}


def test_every_edge_of_the_plan_leaves_its_branch_in_a_trail():
    said = " ".join(step for lines in steps().values() for step in lines)
    whole = {(node, branch) for node, branch, target in PLAN.edges() if target != END}

    assert whole <= set(re.findall(r"([a-z-]+)(?:\(\$\{N\}\))?>([a-z_]+)", said))


def test_every_trail_that_is_handed_over_can_be_read():
    trails = re.findall(r"CHANNEL\(userfield\)=([^, ]+?)(?: \$\{CHANNEL\(audioreadformat\)\})?(?:,.*)?\)$",
                        "\n".join(step for lines in steps().values() for step in lines), re.MULTILINE)

    assert len(trails) > 8
    for each in trails:
        text = each.replace(f"${{R_{SEN}}}", "17").replace("${T}", "17/dialled(101)>unknown").replace("${N}", "101")
        assert parse_trail(text) is not None, text


def test_a_phone_rings_after_six_steps_since_each_costs_the_engine_a_snapshot():
    way = (*steps()["_[1-9]XX"], *steps()["find-found"])

    assert [each.partition("(")[0] for each in way][:6] == ["MSet", "Goto", "Set", "GotoIf", "Set", "Dial"]


def test_one_test_alone_is_a_jump_or_none():
    entry = MatchNumber(id="dialled", rules=(), branches={"unknown": "calls"})
    calls = plan.TestLimit(id="calls", limit=2, branches={"free": "say", "full": END})
    say = Announce(id="say", prompt=Prompt.NUMBER_UNKNOWN, branches={"done": END})

    said = steps(Plan("k1234567", {"dialled": entry, "calls": calls, "say": say}, {"phone": "dialled"}))

    assert said["_[0-9*#+]!"][1] == "GotoIf($[${GROUP_COUNT(k1234567)} > 2]?k1234567-plan,calls-full,1)"
    assert said["calls-full"] == ("Set(CHANNEL(userfield)=${R_k1234567}/dialled(${N})>unknown/calls>full)", "Hangup()")


def test_ways_that_meet_are_said_once():
    assert [name for name in steps() if name == "say-unknown"] == ["say-unknown"]
    assert [name for name in steps() if name == "end-busy"] == ["end-busy"]


def test_every_status_of_a_ring_that_comes_back_has_a_way():
    names = steps().keys()

    assert {f"ring-{status}" for status, branch in RING_BRANCHES.items()
            if branch not in ("answered", "cancelled")} <= names
    assert "ring-ANSWER" not in names


@pytest.mark.parametrize(("status", "cause", "branch"), [
    ("ANSWER", 16, "answered"), ("CHANUNAVAIL", 21, "declined"), ("CHANUNAVAIL", 58, "failed"), ("BUSY", 17, "busy"),
    ("NOANSWER", 19, "no_answer"), ("CONGESTION", 34, "failed"), ("NEW", 0, "failed")])
def test_a_status_and_a_cause_are_a_branch(status, cause, branch):
    assert ring_branch(status, cause) == branch


def test_the_plan_of_a_menu_can_only_be_entered_by_phones():
    inner = MatchNumber(id="inner", rules=(), branches={"unknown": END})
    plan = replace(PLAN, nodes={**PLAN.nodes, "inner": inner,
                                "calls": replace(PLAN.nodes["calls"], branches={"free": "inner", "full": END})})

    with pytest.raises(ValueError, match="only phones may enter"):
        say_plan(plan)


def test_a_branch_that_ends_the_plan_on_the_way_hangs_up():
    entry = MatchNumber(id="dialled", rules=(), branches={"unknown": "say"})
    say = Announce(id="say", prompt=Prompt.NUMBER_UNKNOWN, branches={"done": END})

    said = steps(Plan("k1234567", {"dialled": entry, "say": say}, {"phone": "dialled"}))

    assert said["_[0-9*#+]!"][-1] == "Hangup()"


def test_an_unsound_plan_is_a_finding_and_no_dialplan(monkeypatch):
    broken = replace(PLAN, nodes={key: node for key, node in PLAN.nodes.items() if key != "end-busy"})
    monkeypatch.setattr("tongdai.compiler.compile.build_plan", lambda house: broken)

    build = compile_snapshot(snapshot_of("001-two-phones-call-each-other"))

    assert {each.code for each in build.findings} == {"E_PLAN_DEAD_END"}
    assert build.manifest.contexts == {"all-recording": 6}


def test_every_node_of_a_built_plan_has_the_branches_of_its_kind():
    assert check_plan(PLAN) == ()
    assert all(set(needed_branches(node)) <= node.branches.keys() for node in PLAN.nodes.values())
    assert {type(node) for node in PLAN.nodes.values()} > {HangUp}


def test_an_account_can_be_taken_apart():
    assert split_account(f"{SEN}-101") == (SEN, "101")
    assert split_account("nothing") == ("", "")


def test_equal_snapshots_have_equal_digests_and_others_not():
    again = compile_snapshot(snapshot_of("002-two-tenants-have-the-same-numbers"))

    assert again.digest == sound_build().digest
    assert compile_snapshot(snapshot_of("001-two-phones-call-each-other")).digest != sound_build().digest
