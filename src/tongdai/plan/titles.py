"""What the picture of a plan writes on its nodes and beside their branches, in a few words."""

from typing import Final, assert_never

from tongdai.domain.message import Message, say, template
from tongdai.plan.graph import (
    Announce,
    Cause,
    Echo,
    FindExtension,
    HangUp,
    MatchNumber,
    Node,
    Prompt,
    RecordCall,
    RingExtension,
    TestLimit,
)


def title_of(node: Node) -> Message:
    """What this node decides or does."""
    match node:
        case MatchNumber():
            return say("What was dialled?")
        case TestLimit():
            return say("Fewer than {limit} calls up?", limit=node.limit)
        case FindExtension():
            return say("Is there such an extension?")
        case RecordCall():
            return say("Is it recorded?")
        case RingExtension():
            return say("Ring its phones")
        case Announce():
            return say(_PROMPTS[node.prompt])
        case Echo():
            return say("Echo test: one hears oneself")
        case HangUp():
            return say(_CAUSES[node.cause])
        case _:  # pragma: no cover - the type checker proves it
            assert_never(node)


def branch_title(branch: str) -> Message:
    """What must be so for this branch to be taken."""
    return say(_BRANCHES[branch]) if branch in _BRANCHES else say("{branch}", branch=branch)


def ending_of(branch: str) -> Message:
    """What is so when the plan ends by this branch and nothing is left to decide."""
    return say(_ENDINGS.get(branch, _OVER))


_OVER: Final = template("The call is over")
_PROMPTS: Final = {
    Prompt.NUMBER_UNKNOWN: template("Say: this number is not known"),
    Prompt.LIMIT_REACHED: template("Say: all lines are in use"),
    Prompt.ECHO_TEST: template("Say: this is the echo test"),
    Prompt.CALL_RECORDED: template("Say: this call is recorded"),
    Prompt.MAY_BE_RECORDED: template("Say: this call may be recorded"),
}
_CAUSES: Final = {
    Cause.UNALLOCATED: template("End: unknown number"),
    Cause.NORMAL: template("End"),
    Cause.BUSY: template("End: busy"),
    Cause.NO_ANSWER: template("End: no answer"),
    Cause.DECLINED: template("End: declined"),
    Cause.OFFLINE: template("End: phone offline"),
    Cause.CONGESTION: template("End: not possible now"),
    Cause.UNENCRYPTED: template("End: not encrypted"),
}
_BRANCHES: Final = {
    "extension": template("an extension"),
    "echo": template("echo test"),
    "unknown": template("unknown"),
    "unencrypted": template("not encrypted"),
    "free": template("yes, free"),
    "full": template("no, full"),
    "found": template("yes"),
    "own": template("one's own"),
    "answered": template("answered"),
    "cancelled": template("caller gave up"),
    "busy": template("busy"),
    "declined": template("declined"),
    "no_answer": template("no answer"),
    "offline": template("offline"),
    "failed": template("failed"),
    "always": template("always"),
    "on_demand": template("on demand"),
    "never": template("never"),
    "stopped": template("stopped for now"),
    "done": template("then"),
}
_ENDINGS: Final = {
    "answered": template("They talk"),
    "cancelled": template("The caller has hung up"),
}

