"""Passages: each way that a call took through the plan, with the branches that only its events can prove."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tongdai.domain.trail import Step, Trail, parse_trail
from tongdai.engine.events import Kind
from tongdai.engine.timed import Timed

_TRANSFERS = (Kind.BLIND_TRANSFER, Kind.ATTENDED_TRANSFER)


@dataclass(frozen=True, slots=True)
class Passage:
    """One way through the plan: the channel that took it, when it began, and its trail as the dialplan left it."""

    channel: str
    began: float
    text: str


@dataclass(frozen=True, slots=True)
class Rung:
    """One phone that was rung: its channel, number, when it began to ring, and whether it answered."""

    channel: str
    number: str
    began: float
    answered: bool


def find_passages(events: Sequence[Timed]) -> list[Passage]:
    """A trail that goes on is the same passage; one that begins anew on its channel follows a transfer.

    A channel that hangs up with another's trail took it over in a transfer and tells nothing new.
    """
    passages: list[Passage] = []
    for index, each in enumerate(events):
        event = each.event
        if not event.trail:
            continue
        own = [place for place, passage in enumerate(passages) if passage.channel == event.channel]
        if own and event.trail.startswith(passages[own[-1]].text):
            passages[own[-1]] = replace(passages[own[-1]], text=event.trail)
        elif own or all(event.trail != passage.text for passage in passages):
            passages.append(Passage(event.channel, _began(events[:index + 1], bool(own)), event.trail))
    return sorted(passages, key=lambda passage: passage.began)


def _began(events: Sequence[Timed], again: bool) -> float:
    """A caller's first passage begins with its channel; any other with the transfer that sent the channel there."""
    this = events[-1]
    first = next(each for each in events if each.event.channel == this.event.channel)
    if not again and first.event.linked == first.event.channel:
        return first.at
    return next((each.at for each in reversed(events) if each.event.kind in _TRANSFERS), this.at)


def complete_trail(passages: Sequence[Passage], rung: Sequence[Rung], is_interrupted: bool) -> Trail | None:
    """The trails of all passages as one, each completed; None where the call never entered a plan.

    Passages under another release than the first are left out: a trail belongs to one plan. Where
    the engine died while a phone rang, no branch is proved.
    """
    whole: Trail | None = None
    for index, passage in enumerate(passages):
        until = passages[index + 1].began if index + 1 < len(passages) else None
        trail = parse_trail(passage.text)
        if trail is None or (whole and trail.release != whole.release):
            continue
        steps = _completed(trail.steps, [each for each in rung if _is_during(each, passage, until)],
                           is_interrupted)
        whole = Trail(trail.release, (*(whole.steps if whole else ()), *steps))
    return whole


def _is_during(rung: Rung, passage: Passage, until: float | None) -> bool:
    return rung.channel != passage.channel and passage.began <= rung.began and (until is None or rung.began < until)


def _completed(steps: tuple[Step, ...], rung: Sequence[Rung], is_interrupted: bool) -> tuple[Step, ...]:
    """The branch of a last step that rang, which the dialplan could not write because the call ended in that node."""
    if not steps or steps[-1].branch or not steps[-1].parameter:
        return steps
    taken = any(each.answered for each in rung if each.number == steps[-1].parameter)
    if is_interrupted and not taken:
        return steps
    return (*steps[:-1], replace(steps[-1], branch="answered" if taken else "cancelled"))
