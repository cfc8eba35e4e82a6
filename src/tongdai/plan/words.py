"""A node and its branches in words: why a call went as it did, or how one would go."""

from collections.abc import Iterator, Mapping
from typing import Final, assert_never

from tongdai.domain.message import Message, say, template
from tongdai.domain.trail import Step, Trail
from tongdai.plan.graph import (
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

_DIALLED: Final = {
    "extension": template("{number} was dialled, which looks like an extension."),
    "echo": template("{number} was dialled, the code of the echo test."),
    "unknown": template("{number} was dialled, which is no number of this switchboard."),
    "unencrypted": template("{number} was dialled without encryption by a phone that must encrypt."),
}
_LIMIT: Final = {
    "free": template("Fewer calls were up than the package allows ({limit}), so this one was let through."),
    "full": template("As many calls were up as the package allows ({limit}), so this one was refused."),
}
_FOUND: Final = {
    "found": template("Extension {number} exists."),
    "unknown": template("There is no extension {number}."),
    "own": template("Extension {number} dialled its own number."),
}
_RECORDED: Final = {
    "always": template("The call was to be recorded from the answer on, as the caller or extension {number} wishes."),
    "on_demand": template("The call could be recorded by code, as the caller or extension {number} wishes."),
    "never": template("Neither the caller nor extension {number} has its calls recorded."),
    "stopped": template("The call would be recorded, but recording was stopped: the space for recordings is used up."),
}
_RANG: Final = {
    "answered": template("Extension {number} rang and was answered."),
    "cancelled": template("Extension {number} rang, and the caller gave up."),
    "busy": template("Extension {number} is busy: its phone said so."),
    "declined": template("Extension {number} declined the call."),
    "no_answer": template("Extension {number} rang and nobody answered."),
    "offline": template("No phone that can be reached was registered as extension {number}."),
    "failed": template("The phone of extension {number} could not take the call."),
}
_RANG_FOR: Final = {
    "answered": template("Extension {number} rang for {seconds} s and was answered."),
    "cancelled": template("Extension {number} rang for {seconds} s, then the caller gave up."),
    "declined": template("Extension {number} rang for {seconds} s and declined the call."),
    "no_answer": template("Extension {number} rang for {seconds} s and nobody answered."),
}
_HEARD: Final = {
    Prompt.NUMBER_UNKNOWN: template("The caller was told that the number is unknown."),
    Prompt.LIMIT_REACHED: template("The caller was told that all lines are taken."),
    Prompt.ECHO_TEST: template("The caller was told what the echo test does."),
    Prompt.CALL_RECORDED: template("The caller was told that the call is recorded."),
    Prompt.MAY_BE_RECORDED: template("The caller was told that the call may be recorded."),
}
_HEARD_IN_PART: Final = {
    Prompt.NUMBER_UNKNOWN: template("The caller hung up while being told that the number is unknown."),
    Prompt.LIMIT_REACHED: template("The caller hung up while being told that all lines are taken."),
    Prompt.ECHO_TEST: template("The caller hung up while being told what the echo test does."),
    Prompt.CALL_RECORDED: template("The caller hung up while being told that the call is recorded."),
    Prompt.MAY_BE_RECORDED: template("The caller hung up while being told that the call may be recorded."),
}
_ENDED: Final = {
    Cause.UNALLOCATED: template("The switchboard ended the call: unknown number."),
    Cause.NORMAL: template("The switchboard ended the call."),
    Cause.BUSY: template("The switchboard ended the call: busy."),
    Cause.NO_ANSWER: template("The switchboard ended the call: no answer."),
    Cause.OFFLINE: template("The switchboard ended the call: not reachable."),
    Cause.DECLINED: template("The switchboard ended the call: declined."),
    Cause.CONGESTION: template("The switchboard ended the call: no line."),
    Cause.UNENCRYPTED: template("The switchboard ended the call: not encrypted."),
}


def explain_trail(plan: Plan | None, trail: Trail, rang: Mapping[str, int]) -> tuple[Message, ...]:
    """The reasons of a call, in the order of its steps; `rang` has the seconds that each extension rang.

    Without the plan of its release, or for a step that this plan does not have, that is said.
    """
    if plan is None:
        return (say("The call went by release {release}, which is not kept any more.", release=trail.release),)
    return tuple(_reasons(plan, trail, rang))


def _reasons(plan: Plan, trail: Trail, rang: Mapping[str, int]) -> Iterator[Message]:
    number = ""
    for index, step in enumerate(trail.steps):
        node = plan.nodes.get(step.node)
        if node is None or (step.branch and step.branch not in node.branches):
            yield say("The call passed '{step}', which release {release} does not have.", step=str(step),
                      release=trail.release)
            continue
        if isinstance(node, MatchNumber):
            number = step.parameter
            if index:
                yield say("Then the call was transferred.")
        yield tell_step(node, step, number, rang)


def tell_step(node: Node, step: Step, number: str, rang: Mapping[str, int]) -> Message:
    """One node that was passed, and by which branch it was left; `number` is what was dialled before."""
    match node:
        case MatchNumber():
            return _tell_dialled(step)
        case TestLimit():
            return _told(_LIMIT, step, limit=node.limit)
        case FindExtension():
            return _told(_FOUND, step, number=number)
        case RecordCall():
            return _told(_RECORDED, step, number=number)
        case RingExtension():
            return _tell_ring(step, rang)
        case Announce():
            return say((_HEARD if step.branch else _HEARD_IN_PART)[node.prompt])
        case Echo():
            return say("The echo test answered: the caller heard what the caller said.")
        case HangUp():
            return say(_ENDED[node.cause])
        case _:
            assert_never(node)


def _tell_dialled(step: Step) -> Message:
    if not step.parameter:
        return say("Nothing was dialled that keys can spell.")
    if step.branch and step.branch not in _DIALLED:
        return say("{number} was dialled; the plan knows that as '{branch}'.", number=step.parameter,
                   branch=step.branch)
    return _told(_DIALLED, step, number=step.parameter)


def _tell_ring(step: Step, rang: Mapping[str, int]) -> Message:
    seconds = rang.get(step.parameter)
    if seconds is not None and step.branch in _RANG_FOR:
        return say(_RANG_FOR[step.branch], number=step.parameter, seconds=seconds)
    return _told(_RANG, step, number=step.parameter)


def _told(templates: Mapping[str, str], step: Step, **args: str | int) -> Message:
    """The sentence of a branch; a step without one is where the call was cut off."""
    if not step.branch:
        return say("The call was cut off at '{step}'.", step=str(step))
    return say(templates[step.branch], **args)
