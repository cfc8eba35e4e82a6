"""Say a whole call plan in dialplan: one context for what phones dial, one for what comes after."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import assert_never

from tongdai.compiler import conf
from tongdai.compiler.dialplan.announce import say_announce
from tongdai.compiler.dialplan.echo import say_echo
from tongdai.compiler.dialplan.farewell import FAREWELL, say_farewell
from tongdai.compiler.dialplan.find_extension import say_find_extension
from tongdai.compiler.dialplan.hang_up import say_hang_up
from tongdai.compiler.dialplan.match_number import patterns
from tongdai.compiler.dialplan.record_call import say_record_call
from tongdai.compiler.dialplan.recording import recording_context
from tongdai.compiler.dialplan.ring_extension import say_ring_extension
from tongdai.compiler.dialplan.speech import Assign, Speech, Way, exit_name, go_if, go_to_one, hand_over, written
from tongdai.compiler.dialplan.test_limit import say_test_limit
from tongdai.compiler.names import phone_context, plan_context, release_variable, secure_context, tenant_of_context
from tongdai.plan import (
    END,
    PHONE,
    UNENCRYPTED,
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
)

_STORED = "${T}"
DIALLED, KEYS, MOST_DIALLED = "N", "0-9*#+", 32


@dataclass(frozen=True, slots=True)
class Context:
    """One dialplan context: its extensions and the steps of each, in the order in which they are written."""

    name: str
    extensions: tuple[tuple[str, tuple[str, ...]], ...]


def say_plan(plan: Plan) -> tuple[Context, ...]:
    """The contexts of a tenant, one of them for phones that must encrypt if there are any.

    1. What is dialled is matched in the phones' context, and what follows is said there as far as it has no branch.
    2. A node with one way in follows its predecessor, and its trail is known while compiling. Nodes in a row that only
       test are said together: all their assignments in one step, all their tests in another.
    3. Branches, and nodes where ways meet, have extensions in the plan's context, which no phone can dial; where ways
       meet the trail travels in the variable `T`.
    4. A node that answers by itself stands there, too, because there stands what is run when a channel ends.
    """
    speaker = _Speaker(plan)
    entry = plan.nodes[plan.entries[PHONE]]
    assert isinstance(entry, MatchNumber)
    speaker.say_entry(entry)
    phones = Context(phone_context(plan.tenant), tuple(speaker.dialled))
    secure = [_behind_a_test(phones, entry)] if UNENCRYPTED in entry.branches else []
    plans = (*speaker.extensions.items(), (FAREWELL, say_farewell()))
    return (phones, *secure, Context(plan_context(plan.tenant), plans))


def _behind_a_test(phones: Context, entry: MatchNumber) -> Context:
    """What phones that must encrypt can dial: the same, but calls over signalling that anybody can read end at once.

    The keys of encrypted audio travel in the signalling, and no option of an endpoint demands TLS for what comes in
    (res_pjsip, 22.10.1).
    """
    tenant = tenant_of_context(phones.name)
    place = Way(tenant, "", plan_context(tenant))
    test = go_if("$[0${CHANNEL(pjsip,secure)} = 0]", place, exit_name(entry.id, UNENCRYPTED))
    return Context(secure_context(tenant), tuple(
        (pattern, (*written((_REMEMBERED,)), test, *steps)) for pattern, steps in phones.extensions))


_REMEMBERED = Assign(DIALLED, f"${{FILTER({KEYS},${{EXTEN}}):0:{MOST_DIALLED}}}")
"""The digits that were dialled, and nothing else of it."""


def shared_contexts() -> tuple[Context, ...]:
    """What all tenants share: what codes do that are pressed during a call."""
    return (Context(*recording_context()),)


@dataclass(frozen=True, slots=True)
class _Row:
    """Nodes one after the other: all their assignments, all their tests, then steps; `last` names these steps."""

    assigns: tuple[Assign, ...] = ()
    tests: tuple[tuple[str, str], ...] = ()
    steps: tuple[str | Assign, ...] = ()
    last: str = ""


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
            row = self._onward(entry, branch, way.behind(entry.id, branch, f"${{{DIALLED}}}"))
            row = replace(row, assigns=(_REMEMBERED, *row.assigns))
            self.dialled.append((pattern, tuple(written(self._steps(row, way)))))
        if UNENCRYPTED in entry.branches:
            inside = replace(way.behind(entry.id, UNENCRYPTED, f"${{{DIALLED}}}"), jumps="")
            self._apart(exit_name(entry.id, UNENCRYPTED), partial(self._onward, entry, UNENCRYPTED), inside)

    def _onward(self, node: Node, branch: str, way: Way) -> _Row:
        """What follows a branch: the next node itself where this is its only way in, else a jump to it."""
        target = node.branches[branch]
        if target == END:
            return _Row(steps=(hand_over(way.trail), conf.call("Hangup")))
        if self.ways_in[target] == 1 and not (way.jumps and isinstance(self.plan.nodes[target], Echo)):
            return self._row(self.plan.nodes[target], way)
        self._apart(target, partial(self._row, self.plan.nodes[target]), Way(self.plan.tenant, _STORED))
        return _Row(steps=(Assign("T", way.trail), conf.call("Goto", *way.to(target))))

    def _row(self, node: Node, way: Way) -> _Row:
        """A node and what follows it; nodes that only test are taken together with the next."""
        speech = _speech(node, way)
        self._say_exits(node, speech, way)
        tests = tuple((each.condition, exit_name(node.id, each.branch)) for each in speech.tests)
        if not speech.onward:
            return _Row(speech.assigns, tests, speech.steps)
        after = self._onward(node, speech.onward, way.behind(node.id, speech.onward, speech.parameter))
        if done := speech.leaving.get(speech.onward):
            return _Row(speech.assigns, tests, (*done, *self._steps(after, way)), exit_name(node.id, speech.onward))
        if speech.steps:
            return _Row(speech.assigns, tests, (*speech.steps, *self._steps(after, way)))
        return _Row((*speech.assigns, *after.assigns), (*tests, *after.tests), after.steps,
                    after.last or exit_name(node.id, speech.onward))

    def _steps(self, row: _Row, way: Way) -> tuple[str | Assign, ...]:
        """A row as steps. Several tests are one jump to one of several extensions, what follows them among these."""
        match row.tests:
            case ():
                return (*row.assigns, *row.steps)
            case ((condition, extension),):
                return (*row.assigns, go_if(condition, way, extension), *row.steps)
            case _:
                self.extensions.setdefault(row.last, tuple(written(row.steps)))
                return (*row.assigns, go_to_one(row.tests, row.last, way))

    def _say_exits(self, node: Node, speech: Speech, way: Way) -> None:
        """The extensions of the branches that are jumped to; nothing goes before them, so their jumps stay inside."""
        for branch in dict.fromkeys((*(each.branch for each in speech.tests), *speech.exits)):
            inside = replace(way.behind(node.id, branch, speech.parameter), jumps="")
            self._apart(exit_name(node.id, branch), partial(self._onward, node, branch), inside,
                        speech.leaving.get(branch, ()))
        for name, branch in speech.aliases:
            self.extensions[name] = (conf.call("Goto", exit_name(node.id, branch), "1"),)
        self.extensions |= {name: tuple(written(steps)) for name, steps in speech.asides}

    def _apart(self, name: str, row: Callable[[Way], _Row], way: Way,
               first: tuple[str | Assign, ...] = ()) -> None:
        """An extension of its own, said once, in the order in which the walk comes to it."""
        if name not in self.extensions:
            self.extensions[name] = ()
            self.extensions[name] = tuple(written((*first, *self._steps(row(way), way))))


def _speech(node: Node, way: Way) -> Speech:
    """How each kind of node is said."""
    match node:
        case TestLimit():
            return say_test_limit(node, way)
        case FindExtension():
            return say_find_extension(node, way)
        case RecordCall():
            return say_record_call(node, way)
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
