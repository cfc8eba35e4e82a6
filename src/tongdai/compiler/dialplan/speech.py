"""What a node says in dialplan: steps, the branch at their end, and the branches that leave on the way."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

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
class Speech:
    """The steps of one node. Falling off their end takes branch `onward`; `exits` are jumped to (`exit_name`).

    An alias is a second name of an exit, for jumps whose name the engine makes. `parameter` is the trail's.
    """

    steps: tuple[str | Assign, ...]
    onward: str = ""
    exits: tuple[str, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()
    parameter: str = ""


def exit_name(node: str, branch: str) -> str:
    """The extension where a branch that leaves on the way is said."""
    return f"{node}-{branch}"


def go_if(condition: str, way: Way, node: str, branch: str) -> str:
    """Leave by a branch if a condition holds."""
    return _leave(f"{condition}?", way, exit_name(node, branch))


def go_unless(condition: str, way: Way, node: str, branch: str) -> str:
    """Leave by a branch if a condition does not hold: if it is empty or 0."""
    return _leave(f"{condition}?:", way, exit_name(node, branch))


def _leave(condition: str, way: Way, extension: str) -> str:
    place, *rest = way.to(extension)
    return conf.call("GotoIf", f"{condition}{place}", *rest)


def hand_over(trail: str) -> Assign:
    """Give the trail to the call's events."""
    return Assign("CHANNEL(userfield)", trail)


def hand_over_talking(trail: str) -> Assign:
    """Give the trail to the call's events, and behind a space the audio format in which the caller will talk."""
    return hand_over(f"{trail} ${{CHANNEL(audioreadformat)}}")


def written(steps: Iterable[str | Assign]) -> Iterator[str]:
    """Steps as they are written: assignments beside each other become one.

    Every step costs the engine a snapshot of the channel and whoever listens a look at it.
    """
    waiting: list[Assign] = []
    for each in steps:
        if isinstance(each, Assign) and not any(f"${{{name.name}}}" in each.value for name in waiting):
            waiting.append(each)
            continue
        yield from _assigned(waiting)
        waiting = [each] if isinstance(each, Assign) else []
        if isinstance(each, str):
            yield each
    yield from _assigned(waiting)


def _assigned(waiting: list[Assign]) -> Iterator[str]:
    if waiting:
        application = "Set" if len(waiting) == 1 else "MSet"
        yield conf.call(application, *(f"{each.name}={each.value}" for each in waiting))
