"""What a node says in dialplan: steps, the branch at their end, and the branches that leave on the way."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from tongdai.compiler import conf
from tongdai.domain.trail import Step


@dataclass(frozen=True, slots=True)
class Way:
    """The way to a node: whose plan it is, the trail that leads there as dialplan would write it, and where jumps go.

    `jumps` is the context of the plan where the way runs through another one, and empty inside the plan's own.
    """

    tenant: str
    trail: str
    jumps: str = ""

    def past(self, node: str, branch: str = "", parameter: str = "") -> str:
        """The trail with one step more."""
        step = f"({parameter})" if parameter else ""
        return f"{self.trail}/{Step(node)}{step}" + (f">{branch}" if branch else "")

    def behind(self, node: str, branch: str, parameter: str = "") -> "Way":
        """The way that goes on behind a branch."""
        return replace(self, trail=self.past(node, branch, parameter))

    def to(self, extension: str) -> tuple[str, ...]:
        """The arguments of a jump to an extension of the plan."""
        return (self.jumps, extension, "1") if self.jumps else (extension, "1")


@dataclass(frozen=True, slots=True)
class Assign:
    """A variable or function that is given a value of ours, in which there is never a comma."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Test:
    """Leave by a branch if a condition holds; the condition is an expression, `$[...]`."""

    condition: str
    branch: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """What one node says: assignments, then tests, then steps. At their end it takes branch `onward`.

    Assignments and tests change nothing that a caller notices, so those of nodes in a row may be said together; then an
    assignment may be made although an earlier test fails. `exits` are branches that the steps jump to (`exit_name`).
    An alias is a second name of an exit, for jumps whose name the engine makes. `parameter` is the trail's.
    `leaving` has, by branch, what is done on leaving by it.
    `asides` are extensions of the node's own, with their steps, for what is rarer: they leave by the same exits.
    """

    assigns: tuple[Assign, ...] = ()
    tests: tuple[Test, ...] = ()
    steps: tuple[str | Assign, ...] = ()
    onward: str = ""
    exits: tuple[str, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()
    asides: tuple[tuple[str, tuple[str | Assign, ...]], ...] = ()
    leaving: Mapping[str, tuple[str | Assign, ...]] = field(default_factory=dict)
    parameter: str = ""


def exit_name(node: str, branch: str) -> str:
    """The extension where a branch that leaves on the way is said."""
    return f"{node}-{branch}"


def go_if(condition: str, way: Way, extension: str) -> str:
    """Jump if a condition holds."""
    place, *rest = way.to(extension)
    return conf.call("GotoIf", f"{condition}?{place}", *rest)


def go_unless(condition: str, way: Way, extension: str) -> str:
    """Jump if a condition does not hold: if it is empty or 0."""
    place, *rest = way.to(extension)
    return conf.call("GotoIf", f"{condition}?:{place}", *rest)


def go_to_one(ways: Sequence[tuple[str, str]], otherwise: str, way: Way) -> str:
    """Jump to the extension of the first condition that holds, in one step."""
    target = otherwise
    for condition, extension in reversed(ways):
        target = f"${{IF({condition}?{extension}:{target})}}"
    return conf.call("Goto", *way.to(target))


def hand_over(trail: str) -> Assign:
    """Give the trail to the call's events."""
    return Assign("CHANNEL(userfield)", trail)


def hand_over_talking(trail: str) -> Assign:
    """Give the trail to the call's events, and behind a space the audio format in which the caller will talk."""
    return hand_over(f"{trail} ${{CHANNEL(audioreadformat)}}")


def written(steps: Iterable[str | Assign]) -> Iterator[str]:
    """Steps as they are written: assignments beside each other become one.

    Every step costs the engine a snapshot of the channel (pbx_app.c, pbx_exec), and whoever listens a look at it.
    """
    for together, group in groupby(steps, key=lambda each: isinstance(each, Assign)):
        if together:
            yield _assigned([each for each in group if isinstance(each, Assign)])
        else:
            yield from (each for each in group if isinstance(each, str))


def _assigned(assigns: list[Assign]) -> str:
    """All are evaluated before the first is made, so one that reads another takes what that one will be."""
    values: dict[str, str] = {}
    for each in assigns:
        value = each.value
        for name, known in values.items():
            value = value.replace(f"${{{name}}}", known)
        values[each.name] = value
    return conf.call("Set" if len(values) == 1 else "MSet", *(f"{name}={value}" for name, value in values.items()))
