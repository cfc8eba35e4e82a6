"""Walk a call plan as the engine would: a call that might come goes in, its trail and its reasons come out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import assert_never

from tongdai.domain.message import Message
from tongdai.domain.recording import RecordPolicy
from tongdai.domain.snapshot import TenantSnapshot
from tongdai.domain.trail import Step, Trail
from tongdai.plan import (
    END,
    PHONE,
    Announce,
    Echo,
    FindExtension,
    HangUp,
    MatchNumber,
    Node,
    Plan,
    RecordCall,
    RingExtension,
    TestLimit,
    build_plan,
    explain_trail,
)

KEYS = frozenset("0123456789*#+")
MOST_DIALLED = 32
MOST_STEPS = 200


class Does(StrEnum):
    """What a phone does when it is rung."""

    ANSWERS = "answers"
    IS_BUSY = "is_busy"
    DECLINES = "declines"
    DOES_NOT_ANSWER = "does_not_answer"
    FAILS = "fails"


_BRANCHES = {Does.ANSWERS: "answered", Does.IS_BUSY: "busy", Does.DECLINES: "declined", Does.FAILS: "failed"}


@dataclass(frozen=True, slots=True)
class Callee:
    """What the phones of an extension do, and after how many seconds of ringing."""

    does: Does = Does.ANSWERS
    after: float = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What the plan cannot know.

    `calls_up` are calls of the tenant without this one; `registered` are the extensions with a phone that can be
    reached (None: all of them); extensions not in `callees` answer; the caller gives up after so many seconds of
    ringing (None: never). `recording_stopped`: the engine was told that new calls of the tenant are not recorded.
    """

    calls_up: int = 0
    registered: frozenset[str] | None = None
    callees: Mapping[str, Callee] = field(default_factory=dict)
    gives_up_after: float | None = None
    recording_stopped: bool = False


@dataclass(frozen=True, slots=True)
class CallToCome:
    """Which extension calls, and what it dials."""

    caller: str
    dialled: str


@dataclass(frozen=True, slots=True)
class Simulation:
    """How the call would go: its trail, and why, in words."""

    trail: Trail
    reasons: tuple[Message, ...]


def simulate(house: TenantSnapshot, release: int, call: CallToCome, world: World) -> Simulation:
    """Let a call that might come go through the plan of a tenant."""
    plan = build_plan(house)
    steps, rang = walk(plan, house, call, world)
    trail = Trail(release, steps)
    return Simulation(trail, explain_trail(plan, trail, rang))


def walk(plan: Plan, house: TenantSnapshot, call: CallToCome, world: World) -> tuple[tuple[Step, ...], dict[str, int]]:
    """The steps of the call, and the seconds that each extension would ring."""
    walker = _Walker(house, call, world)
    steps: list[Step] = []
    target = plan.entries[PHONE]
    while target != END and len(steps) < MOST_STEPS:
        node = plan.nodes[target]
        step = walker.step(node)
        steps.append(step)
        target = node.branches[step.branch] if step.branch else END
    return tuple(steps), walker.rang


class _Walker:
    """One call on its way."""

    def __init__(self, house: TenantSnapshot, call: CallToCome, world: World) -> None:
        self.extensions = {each.number: each for each in house.extensions}
        self.call, self.world = call, world
        self.number = "".join(each for each in call.dialled if each in KEYS)[:MOST_DIALLED]
        self.rang: dict[str, int] = {}

    def step(self, node: Node) -> Step:
        """Decide as the engine would."""
        match node:
            case MatchNumber():
                matched = (branch for pattern, branch in node.rules if pattern.matches(self.call.dialled))
                return Step(node.id, next(matched, "unknown"), self.number)
            case TestLimit():
                return Step(node.id, "free" if self.world.calls_up < node.limit else "full")
            case FindExtension():
                return Step(node.id, self._found())
            case RecordCall():
                return Step(node.id, self._recorded())
            case RingExtension():
                return Step(node.id, self._rung(), self.number)
            case Announce() | Echo():
                return Step(node.id, "done")
            case HangUp():
                return Step(node.id)
            case _:
                assert_never(node)

    def _found(self) -> str:
        if self.number not in self.extensions:
            return "unknown"
        return "own" if self.number == self.call.caller else "found"

    def _recorded(self) -> str:
        """What both sides wish, unless nothing is recorded now."""
        caller = self.extensions.get(self.call.caller)
        wishes = {self.extensions[self.number].record_incoming,
                  caller.record_outgoing if caller else RecordPolicy.NEVER}
        if wishes == {RecordPolicy.NEVER}:
            return "never"
        if self.world.recording_stopped:
            return "stopped"
        return "always" if RecordPolicy.ALWAYS in wishes else "on_demand"

    def _rung(self) -> str:
        """Whatever happens first: the phone does something, the caller gives up, or the time to ring is over."""
        if self.world.registered is not None and self.number not in self.world.registered:
            return "offline"
        callee = self.world.callees.get(self.number, Callee())
        ends = [(float(self.extensions[self.number].ring_seconds), "no_answer")]
        if callee.does is not Does.DOES_NOT_ANSWER:
            ends.append((callee.after, _BRANCHES[callee.does]))
        if self.world.gives_up_after is not None:
            ends.append((self.world.gives_up_after, "cancelled"))
        seconds, branch = min(ends, key=lambda end: end[0])
        self.rang[self.number] = round(seconds)
        return branch
