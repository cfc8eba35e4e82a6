"""What changes in the way calls go when one plan takes the place of another, in words."""

from collections.abc import Iterator
from dataclasses import fields

from tongdai.domain.message import Message, say
from tongdai.plan.graph import END, Node, Plan

_THE_END = "–"


def compare_plans(before: Plan, after: Plan) -> tuple[Message, ...]:
    """Decisions that are new, gone, or made differently, in the order of the plans."""
    return (*_entries(before, after), *_gone(before, after), *_nodes(before, after))


def _entries(before: Plan, after: Plan) -> Iterator[Message]:
    for kind, target in after.entries.items():
        if before.entries.get(kind) != target:
            yield say("Calls from a {kind} begin at '{target}'.", kind=kind, target=target)


def _gone(before: Plan, after: Plan) -> Iterator[Message]:
    for name in before.nodes:
        if name not in after.nodes:
            yield say("No call comes to '{node}' any more.", node=name)


def _nodes(before: Plan, after: Plan) -> Iterator[Message]:
    for name, node in after.nodes.items():
        former = before.nodes.get(name)
        if former is None:
            yield say("Calls may now come to '{node}'.", node=name)
        elif former != node:
            yield from _changed(former, node)


def _changed(before: Node, after: Node) -> Iterator[Message]:
    if type(before) is not type(after):
        yield say("At '{node}' something else is decided.", node=after.id)
        return
    yield from _branches(before, after)
    yield from _settings(before, after)


def _branches(before: Node, after: Node) -> Iterator[Message]:
    for branch in dict.fromkeys((*before.branches, *after.branches)):
        old, new = before.branches.get(branch, END), after.branches.get(branch, END)
        if old != new:
            yield say("At '{node}', '{branch}' leads to '{after}' instead of '{before}'.", node=after.id,
                      branch=branch, before=old or _THE_END, after=new or _THE_END)


def _settings(before: Node, after: Node) -> Iterator[Message]:
    """What a node decides by, apart from where it leads."""
    for each in fields(after):
        old, new = getattr(before, each.name), getattr(after, each.name)
        if each.name not in {"id", "branches"} and old != new:
            yield say("'{node}' decides by {after} instead of {before}.", node=after.id, before=_shown(old),
                      after=_shown(new))


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(f"{pattern} > {branch}" for pattern, branch in value)
    return str(value)
