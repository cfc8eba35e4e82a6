"""Fold the events of one call into what the call log keeps: one Call with its legs, timeline and trail."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from tongdai.compiler import split_account
from tongdai.domain.call import Call, Direction, EventKind, Leg, Moment, Outcome, Side
from tongdai.domain.number import is_dialled
from tongdai.domain.trail import Trail
from tongdai.engine.events import CallEvent, Kind
from tongdai.engine.passages import Passage, Rung, complete_trail, find_passages
from tongdai.engine.quality import measured
from tongdai.engine.recordings import RecordingStory
from tongdai.engine.timed import Timed

NORMAL, UNTOLD = 16, (0, 127)
"""Q.850 causes; Asterisk says 127 (interworking) where a caller gave up, and 0 where nobody gave a cause."""

BEEP = "beep"
"""What is heard when a recording begins by code; the recording itself is told."""

TOGETHER = 0.1
"""Seconds within which all sides of a conversation hang up at its end."""

OUTCOMES = {"answered": Outcome.ANSWERED, "busy": Outcome.BUSY, "own": Outcome.BUSY, "declined": Outcome.DECLINED,
            "no_answer": Outcome.NO_ANSWER, "offline": Outcome.OFFLINE, "cancelled": Outcome.CANCELLED,
            "failed": Outcome.FAILED, "unknown": Outcome.REFUSED, "full": Outcome.REFUSED}
"""What the last branch that decided anything says of a call that nobody answered."""

_NAME = re.compile(r"PJSIP/([a-z0-9]{1,32}-[0-9]{1,8})-[0-9a-f]{8}")


def fold_call(call: str, events: Sequence[Timed], cell: str, interrupted_at: float | None) -> Call | None:
    """One row of the call log from the events of one call; None where no phone of ours had a part in it.

    `interrupted_at` is when the engine died in the middle of the call; None where everybody had hung up.
    """
    story = _Story(events, interrupted_at)
    if not story.legs:
        return None
    caller, called = story.legs[0], story.legs[1:]
    passages = find_passages(events)
    trail = complete_trail(passages, story.rung(), story.is_interrupted)
    answer = min((leg.answered for leg in called if leg.answered is not None), default=caller.answered)
    dialled = _dialled(trail, called)
    outcome = _outcome(interrupted_at is not None, answer, trail, passages)
    return measured(Call(
        id=call, tenant=next((each.event.tenant for each in events if each.event.tenant), ""), cell=cell,
        direction=Direction.INTERNAL, caller=caller.number, dialled=dialled,
        answered_by=next((leg.number for leg in called if leg.answered is not None and leg.answered == answer), ""),
        started=datetime.fromtimestamp(events[0].event.wall, UTC), ring_seconds=_ring_seconds(called, answer),
        talk_seconds=0.0 if answer is None else _rounded(story.length - answer), outcome=outcome,
        cause=NORMAL if caller.cause in UNTOLD else caller.cause, ended_by=_ended_by(story, outcome),
        codec=caller.codec, trail=trail, legs=story.legs, timeline=_timeline(story, dialled),
        recordings=story.recorded.recordings),
        {each.event.channel: each.event.counters for each in events if each.event.counters})


class _Story:
    """The events of a call with offsets from its start, and the legs that they tell of."""

    def __init__(self, events: Sequence[Timed], interrupted_at: float | None) -> None:
        self.start = events[0].at
        self.length = _rounded((events[-1].at if interrupted_at is None else interrupted_at) - self.start)
        self.is_interrupted = interrupted_at is not None
        self.moments = [(_rounded(each.at - self.start), each.event) for each in events]
        self.legs = tuple(self._legs())
        self.place = {leg.id: index for index, leg in enumerate(self.legs)}
        self.recorded = RecordingStory(self.moments, self.place, [leg.number for leg in self.legs], self.length,
                                       self.is_interrupted)

    def _legs(self) -> Iterator[Leg]:
        """One leg for each channel that is a phone's, in the order in which they began."""
        for offset, event in self.moments:
            match = _NAME.fullmatch(event.name)
            if event.kind is not Kind.STARTED or match is None:
                continue
            own = [each for each in self.moments if each[1].channel == event.channel]
            answered = next((at for at, each in own if each.kind is Kind.ANSWERED), None)
            end = next(((at, each) for at, each in own if each.kind is Kind.HUNG_UP), None)
            yield Leg(
                id=event.channel, account=match[1], number=split_account(match[1])[1], started=offset,
                answered=answered, ended=end[0] if end else None,
                cause=_cause(end[1]) if end else 0,
                codec=next((each.codec for _, each in own if each.codec), ""))

    def rung(self) -> list[Rung]:
        """Every phone that was rung."""
        return [Rung(leg.id, leg.number, leg.started + self.start, leg.answered is not None) for leg in self.legs[1:]]


def _cause(event: CallEvent) -> int:
    cause = event.extra.get("hangupcause")
    return cause if isinstance(cause, int) and 0 < cause <= max(UNTOLD) else 0


def _rounded(seconds: float) -> float:
    return max(0.0, round(seconds, 3))


def _dialled(trail: Trail | None, called: Sequence[Leg]) -> str:
    """What the trail says; a call that was cut off before it was told rang somebody at least."""
    if trail and trail.steps:
        return trail.steps[0].parameter
    return called[0].number if called else ""


def _ring_seconds(called: Sequence[Leg], answer: float | None) -> float:
    """From the first phone that rang to the first that answered, or to the last that stopped."""
    if not called:
        return 0.0
    until = answer if answer is not None else max(leg.started if leg.ended is None else leg.ended for leg in called)
    return _rounded(until - called[0].started)


def _outcome(is_interrupted: bool, answer: float | None, trail: Trail | None, passages: Sequence[Passage]) -> Outcome:
    if is_interrupted:
        return Outcome.INTERRUPTED
    if answer is not None:
        return Outcome.ANSWERED
    branches = [step.branch for step in reversed(trail.steps)] if trail else []
    decided = (OUTCOMES[each] for each in branches if each in OUTCOMES)
    return next(decided, Outcome.CANCELLED if passages else Outcome.FAILED)


def _ender(story: _Story) -> int | None:
    """The leg that the engine names as the last source of a hangup; None where it was the switchboard."""
    if story.is_interrupted:
        return None
    legs = {event.name: story.place.get(event.channel) for _, event in story.moments}
    sources = [event.text("hangupsource") for _, event in story.moments if event.kind is Kind.HUNG_UP]
    return legs.get(next((each for each in reversed(sources) if each), ""))


def _ended_by(story: _Story, outcome: Outcome) -> Side:
    """A phone that refused to be rung ended the call, whatever the switchboard then hung up with."""
    if outcome in (Outcome.BUSY, Outcome.DECLINED) and len(story.legs) > 1:
        return Side.CALLED
    ender = _ender(story)
    if ender is None:
        return Side.SYSTEM
    return Side.CALLED if ender else Side.CALLER


def _timeline(story: _Story, dialled: str) -> tuple[Moment, ...]:
    """Every moment that a person would tell, in order; what was recorded is told behind what happened then."""
    told = sorted((*_moments(story, dialled), *story.recorded.moments), key=lambda each: each.offset)
    return (*told, Moment(story.length, EventKind.ENDED, _ender(story) or 0))


def _moments(story: _Story, dialled: str) -> Iterator[Moment]:
    """What phones and people did, but the end."""
    on_hold: set[int] = set()
    for offset, event in story.moments:
        leg = story.place.get(event.channel)
        if leg is None:
            continue
        match event.kind:
            case Kind.STARTED:
                yield Moment(offset, EventKind.RINGING, leg) if leg else Moment(offset, EventKind.STARTED, leg, dialled)
            case Kind.ANSWERED:
                yield Moment(offset, EventKind.ANSWERED if leg else EventKind.TALKING, leg)
            case Kind.HUNG_UP if story.length - offset >= TOGETHER:
                yield Moment(offset, EventKind.PARTED, leg, str(story.legs[leg].cause))
            case Kind.PLAYING if event.text("class"):
                on_hold.add(leg)
                yield Moment(offset, EventKind.HELD, leg)
            case Kind.PLAYING if event.text("sound") != BEEP:
                yield Moment(offset, EventKind.ANNOUNCED, leg, event.text("sound").rpartition("/")[2][:64])
            case Kind.PLAYED if leg in on_hold:
                on_hold.remove(leg)
                yield Moment(offset, EventKind.RESUMED, leg)
            case Kind.BLIND_TRANSFER | Kind.ATTENDED_TRANSFER:
                yield Moment(offset, EventKind.TRANSFERRED, leg, _transferred_to(story, event))


def _transferred_to(story: _Story, event: CallEvent) -> str:
    """The number that was dialled for a blind transfer, or the phone that was spoken to, or rung, before."""
    dialled, second = event.text("extension"), event.text("channel2_uniqueid")
    rung = [each.channel for _, each in story.moments if each.kind is Kind.STARTED and each.linked == second]
    for channel in (event.text("transfer_target_channel_uniqueid"), *rung):
        if channel in story.place and channel != second:
            return story.legs[story.place[channel]].number
    return dialled if is_dialled(dialled) else ""
