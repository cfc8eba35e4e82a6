"""Every node and branch of a plan has a few words for its picture."""

from typing import get_args

import pytest

from tongdai.domain.extension import Extension
from tongdai.domain.recording import RecordPolicy
from tongdai.domain.secret import Secret
from tongdai.domain.snapshot import TenantSnapshot
from tongdai.domain.tenant import Feature, Package, Tenant
from tongdai.plan import Announce, Cause, HangUp, Node, Prompt, branch_title, build_plan, ending_of, title_of

HOUSE = TenantSnapshot(Tenant(key="s4kd92mx", handle="sen", name="Sen", package="small"),
                       Package(handle="small", name="Small", concurrent_calls=4,
                               features=frozenset({Feature.RECORDING})),
                       (Extension(number="101", name="Hoa", secret=Secret("Kq7mW2xTz9RbLp4s"),
                                  record_incoming=RecordPolicy.ALWAYS),))


def test_every_kind_of_node_of_a_real_plan_has_a_title():
    nodes = build_plan(HOUSE).nodes.values()

    assert {type(each) for each in nodes} == set(get_args(Node))
    assert all(str(title_of(each)) for each in nodes)


def test_a_limit_names_its_number():
    assert str(title_of(build_plan(HOUSE).nodes["calls"])) == "Fewer than 4 calls up?"


@pytest.mark.parametrize("prompt", Prompt)
def test_every_announcement_has_a_title(prompt):
    assert str(title_of(Announce(id="say", prompt=prompt, branches={}))).startswith("Say: ")


@pytest.mark.parametrize("cause", Cause)
def test_every_end_has_a_title(cause):
    assert str(title_of(HangUp(id="end", cause=cause, branches={}))).startswith("End")


def test_every_branch_of_a_real_plan_has_words():
    for _, branch, _ in build_plan(HOUSE).edges():
        assert branch_title(branch).template != "{branch}", branch


def test_an_unknown_branch_is_shown_by_its_name():
    assert str(branch_title("monday")) == "monday"


def test_an_end_says_what_is_so_then():
    assert str(ending_of("answered")) == "They talk"
    assert str(ending_of("done")) == "The call is over"
