"""The call plan: the one place where routing is decided."""

from tongdai.plan.build import PHONE, build_plan
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
    RingExtension,
    TestLimit,
)

__all__ = ["END", "PHONE", "Announce", "Cause", "Echo", "FindExtension", "HangUp", "MatchNumber", "Node", "Plan",
           "Prompt", "RingExtension", "TestLimit", "build_plan"]
