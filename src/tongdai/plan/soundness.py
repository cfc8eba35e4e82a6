"""What makes a call plan sound: no call goes round for ever, ends nowhere, or has two ways for one number."""

from collections.abc import Iterator, Mapping

from tongdai.domain.finding import Finding, FindingKind, Where
from tongdai.plan.graph import (
    END,
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

_REPORT = "Report this as a fault of tongdai."

E_PLAN_LOOP = FindingKind(
    "E_PLAN_LOOP", "A call that reaches '{node}' comes back to it: {way}.", "Send one of these somewhere else.")
E_PLAN_DEAD_END = FindingKind(
    "E_PLAN_DEAD_END", "Branch '{branch}' of '{node}' leads to '{target}', which is not there.",
    "Choose another destination, or create this one.")
E_PLAN_BRANCH = FindingKind(
    "E_PLAN_BRANCH", "Node '{node}' does not say where branch '{branch}' leads.", _REPORT)
W_PLAN_UNREACHABLE = FindingKind(
    "W_PLAN_UNREACHABLE", "No call can reach '{node}'.", "Send calls there, or delete it.")
E_PLAN_CLASH = FindingKind(
    "E_PLAN_CLASH", "Number {number} has two ways: '{first}' and '{second}'.", "Give each its own number.")
KINDS = (E_PLAN_LOOP, E_PLAN_DEAD_END, E_PLAN_BRANCH, W_PLAN_UNREACHABLE, E_PLAN_CLASH)

BRANCHES: Mapping[type[Node], tuple[str, ...]] = {
    MatchNumber: ("unknown",),
    TestLimit: ("free", "full"),
    FindExtension: ("found", "own", "unknown"),
    RecordCall: ("always", "on_demand", "never", "stopped"),
    RingExtension: ("answered", "cancelled", "busy", "declined", "no_answer", "offline", "failed"),
    Announce: ("done",),
    Echo: ("done",),
    HangUp: (),
}
"""The branches that a node of each kind must have; a MatchNumber also has those that its rules name."""


def check_plan(plan: Plan) -> tuple[Finding, ...]:
    """Everything that is wrong with a plan, by graph theory alone."""
    return (*_dead_ends(plan), *_missing_branches(plan), *_loops(plan), *_unreachable(plan), *_clashes(plan))


def _at(plan: Plan, node: str) -> Where:
    return Where(plan.tenant, "node", node)


def _dead_ends(plan: Plan) -> Iterator[Finding]:
    """Targets that do not exist, entries among them."""
    entries = (("entry", kind, target) for kind, target in plan.entries.items())
    for node, branch, target in (*entries, *plan.edges()):
        if target != END and target not in plan.nodes:
            yield E_PLAN_DEAD_END.at(_at(plan, node), node=node, branch=branch, target=target)


def _missing_branches(plan: Plan) -> Iterator[Finding]:
    for node in plan.nodes.values():
        for branch in needed_branches(node):
            if branch not in node.branches:
                yield E_PLAN_BRANCH.at(_at(plan, node.id), node=node.id, branch=branch)


def needed_branches(node: Node) -> tuple[str, ...]:
    """Every branch by which a call may leave a node."""
    named = tuple(branch for _, branch in node.rules) if isinstance(node, MatchNumber) else ()
    return tuple(dict.fromkeys((*named, *BRANCHES[type(node)])))


def _targets(plan: Plan, node: str) -> tuple[str, ...]:
    return tuple(each for each in plan.nodes[node].branches.values() if each in plan.nodes)


def _loops(plan: Plan) -> Iterator[Finding]:
    """Each loop once, found where a walk along branches meets itself; iterative, since a plan may be deep."""
    done: set[str] = set()
    for start in plan.nodes:
        way: list[str] = []
        waiting: list[tuple[str, int]] = [(start, 0)]
        while waiting:
            node, depth = waiting.pop()
            del way[depth:]
            if node in way:
                loop = [*way[way.index(node):], node]
                yield E_PLAN_LOOP.at(_at(plan, node), node=node, way=" > ".join(loop[:_SHOWN]))
            elif node not in done:
                way.append(node)
                done.add(node)
                waiting += [(each, depth + 1) for each in reversed(_targets(plan, node))]


_SHOWN = 12


def _unreachable(plan: Plan) -> Iterator[Finding]:
    reached: set[str] = set()
    waiting = [each for each in plan.entries.values() if each in plan.nodes]
    while waiting:
        node = waiting.pop()
        if node not in reached:
            reached.add(node)
            waiting += _targets(plan, node)
    for node in plan.nodes:
        if node not in reached:
            yield W_PLAN_UNREACHABLE.at(_at(plan, node), node=node)


def _clashes(plan: Plan) -> Iterator[Finding]:
    """A number that two rules with different branches match, in an order that the engine would not keep.

    Rules are tried in order, but the engine prefers an exact number to a pattern: exact ones must come first.
    """
    for node in plan.nodes.values():
        if not isinstance(node, MatchNumber):
            continue
        for at, (pattern, branch) in enumerate(node.rules):
            for earlier, first in node.rules[:at]:
                if first != branch and (earlier == pattern or (pattern.exact and earlier.matches(pattern.exact))):
                    yield E_PLAN_CLASH.at(_at(plan, node.id), number=str(pattern), first=first, second=branch)
