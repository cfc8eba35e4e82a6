"""Say a whole call plan in dialplan: one context for what phones dial, one for what comes after."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import assert_never

from tongdai.compiler import conf
from tongdai.compiler.dialplan.announce import say_announce
from tongdai.compiler.dialplan.echo import say_echo
from tongdai.compiler.dialplan.find_extension import say_find_extension
from tongdai.compiler.dialplan.hang_up import say_hang_up
from tongdai.compiler.dialplan.match_number import patterns
from tongdai.compiler.dialplan.ring_extension import say_ring_extension
from tongdai.compiler.dialplan.speech import Assign, Speech, Way, exit_name, written
from tongdai.compiler.dialplan.test_limit import say_test_limit
from tongdai.compiler.names import phone_context, plan_context, release_variable
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
    RingExtension,
    TestLimit,
)

_STORED = "${T}"
DIALLED, KEYS, MOST_DIALLED = "N", "0-9*#+", 32


@dataclass(frozen=True, slots=True)
class Context:
    """One dialplan context: its extensions and the steps of each, in the order in which they are written."""

    name: str
    extensions: tuple[tuple[str, tuple[str, ...]], ...]


def say_plan(plan: Plan) -> tuple[Context, Context]:
    """The two contexts of a tenant.

    1. What is dialled is matched in the phones' context, and what follows is said there as far as it has no branch.
    2. A node with one way in follows its predecessor without a jump, and its trail is known while compiling.
    3. Branches, and nodes where ways meet, have extensions in the plan's context, which no phone can dial; where ways
       meet the trail travels in the variable `T`.
    """
    speaker = _Speaker(plan)
    entry = plan.nodes[plan.entries[PHONE]]
    assert isinstance(entry, MatchNumber)
    speaker.say_entry(entry)
    return (Context(phone_context(plan.tenant), tuple(speaker.dialled)),
            Context(plan_context(plan.tenant), tuple(speaker.extensions.items())))


class _Speaker:
    """Collects the extensions of one plan while it is walked."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.dialled: list[tuple[str, tuple[str, ...]]] = []
        self.extensions: dict[str, tuple[str, ...]] = {}
        self.ways_in = Counter(target for _, _, target in plan.edges())

    def say_entry(self, entry: MatchNumber) -> None:
        """Each pattern remembers the digits that were dialled and goes on by its branch, as far as it can in place."""
        release = f"${{{release_variable(self.plan.tenant)}}}"
        way = Way(self.plan.tenant, release, plan_context(self.plan.tenant))
        for pattern, branch in patterns(entry):
            dialled = Assign(DIALLED, f"${{FILTER({KEYS},${{EXTEN}}):0:{MOST_DIALLED}}}")
            steps = self._onward(entry, branch, way.behind(entry.id, branch, f"${{{DIALLED}}}"))
            self.dialled.append((pattern, tuple(written((dialled, *steps)))))

    def _say_exit(self, node: Node, branch: str, way: Way, parameter: str) -> None:
        """The extension of a branch that is jumped to."""
        inside = replace(way.behind(node.id, branch, parameter), jumps="")
        self._say_apart(exit_name(node.id, branch), partial(self._onward, node, branch, inside))

    def _say_meeting(self, target: str) -> None:
        """The extension of a node where ways meet."""
        self._say_apart(target, partial(self._say, self.plan.nodes[target], Way(self.plan.tenant, _STORED)))

    def _say_apart(self, name: str, say: Callable[[], Sequence[str | Assign]]) -> None:
        """An extension of its own, said once, in the order in which the walk comes to it."""
        if name not in self.extensions:
            self.extensions[name] = ()
            self.extensions[name] = tuple(written(say()))

    def _onward(self, node: Node, branch: str, way: Way) -> Sequence[str | Assign]:
        """What follows a branch: the next node itself where this is its only way in, else a jump to it."""
        target = node.branches[branch]
        if target == END:
            return [conf.call("Hangup")]
        if self.ways_in[target] == 1:
            return self._say(self.plan.nodes[target], way)
        self._say_meeting(target)
        return [Assign("T", way.trail), conf.call("Goto", *way.to(target))]

    def _say(self, node: Node, way: Way) -> Sequence[str | Assign]:
        """A node, its exits, and what follows it."""
        speech = _speech(node, way)
        for branch in speech.exits:
            self._say_exit(node, branch, way, speech.parameter)
        for name, branch in speech.aliases:
            self.extensions[name] = (conf.call("Goto", exit_name(node.id, branch), "1"),)
        if not speech.onward:
            return speech.steps
        onward = way.behind(node.id, speech.onward, speech.parameter)
        return [*speech.steps, *self._onward(node, speech.onward, onward)]


def _speech(node: Node, way: Way) -> Speech:
    """How each kind of node is said."""
    match node:
        case TestLimit():
            return say_test_limit(node, way)
        case FindExtension():
            return say_find_extension(node, way)
        case RingExtension():
            return say_ring_extension(node, way)
        case Announce():
            return say_announce(node, way)
        case Echo():
            return say_echo(node, way)
        case HangUp():
            return say_hang_up(node, way)
        case MatchNumber():
            raise ValueError(f"Node '{node.id}' matches numbers, so only phones may enter by it.")
        case _:
            assert_never(node)
