"""The trail of a call: which nodes of the call plan it passed, and by which branch it left each."""

import re
from dataclasses import dataclass
from functools import lru_cache

_STEP = re.compile(r"(?P<node>[a-z][a-z0-9_.-]{0,63})(?:\((?P<parameter>[0-9*#+]{0,32})\))?"
                   r"(?:>(?P<branch>[a-z][a-z0-9_]{0,31}))?")
_LONGEST = 4096


@dataclass(frozen=True, slots=True)
class Step:
    """One node that was passed. `parameter` tells which of a family (`ring(101)`); no `branch` yet: still there."""

    node: str
    branch: str = ""
    parameter: str = ""

    def __str__(self) -> str:
        parameter = f"({self.parameter})" if self.parameter else ""
        branch = f">{self.branch}" if self.branch else ""
        return f"{self.node}{parameter}{branch}"


@dataclass(frozen=True, slots=True)
class Trail:
    """The steps of one call under one release of its tenant; written `17/dialled>extension/ring(101)>answered`."""

    release: int
    steps: tuple[Step, ...] = ()

    def __str__(self) -> str:
        return "/".join([str(self.release), *map(str, self.steps)])


@lru_cache(maxsize=2048)
def parse_trail(text: str) -> Trail | None:
    """Read a trail back as the engine wrote it; None where it is not one (a call that never entered a plan).

    Calls take few ways; most trails were read before.
    """
    release, *steps = text[:_LONGEST].split("/")
    matches = [_STEP.fullmatch(each) for each in steps]
    if not release.isascii() or not release.isdigit() or not all(matches):
        return None
    read = tuple(Step(m["node"], m["branch"] or "", m["parameter"] or "") for m in matches if m)
    return Trail(int(release), read)


RING_BRANCHES = {"ANSWER": "answered", "CANCEL": "cancelled", "BUSY": "busy", "NOANSWER": "no_answer",
                 "CHANUNAVAIL": "failed", "CONGESTION": "failed", "DONTCALL": "failed", "TORTURE": "failed",
                 "INVALIDARGS": "failed"}
"""Asterisk's DIALSTATUS and the branch by which it leaves a ring; used by dialplan, fold and simulator alike.

CHANUNAVAIL is not `offline`: only registered phones are rung, and one that cannot agree on encryption or codec,
or answers with an error, is there (docs/reference/engine-facts.md).
"""

DECLINED_CAUSE = 21
"""Q.850 "call rejected": a phone answered 603. Asterisk calls that CHANUNAVAIL (app_dial.c, handle_cause)."""


def ring_branch(dialstatus: str, cause: int) -> str:
    """The branch by which a ring was left, from the status and the hangup cause that Asterisk gives."""
    branch = RING_BRANCHES.get(dialstatus, "failed")
    return "declined" if dialstatus == "CHANUNAVAIL" and cause == DECLINED_CAUSE else branch
