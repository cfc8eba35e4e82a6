"""The call plan: the one place where routing is decided."""

from tongdai.plan.build import PHONE, build_plan
from tongdai.plan.difference import compare_plans
from tongdai.plan.digest import plan_digest
from tongdai.plan.graph import (
    END,
    Announce,
    Cause,
    Echo,
    FindExtension,
    HangUp,
    MatchNumber,
    Node,
    Plan,
    Prompt,
    RecordCall,
    RingExtension,
    TestLimit,
)
from tongdai.plan.internal import UNENCRYPTED
from tongdai.plan.soundness import KINDS, check_plan, needed_branches
from tongdai.plan.titles import branch_title, ending_of, title_of
from tongdai.plan.words import explain_trail, tell_step

__all__ = ["END", "KINDS", "PHONE", "UNENCRYPTED", "Announce", "Cause", "Echo", "FindExtension", "HangUp",
           "MatchNumber", "Node", "Plan", "Prompt", "RecordCall", "RingExtension", "TestLimit", "branch_title",
           "build_plan", "check_plan", "compare_plans", "ending_of", "explain_trail", "needed_branches",
           "plan_digest", "tell_step", "title_of"]
