"""What a node says in dialplan: steps, the branch at their end, and the branches that leave on the way."""

from dataclasses import dataclass

from tongdai.compiler import conf
from tongdai.domain.trail import Step


@dataclass(frozen=True, slots=True)
class Way:
    """The way to a node: whose plan it is, and the trail that leads there, as dialplan would write it."""

    tenant: str
    trail: str

    def past(self, node: str, branch: str = "", parameter: str = "") -> str:
        """The trail with one step more."""
        step = f"({parameter})" if parameter else ""
        return f"{self.trail}/{Step(node)}{step}" + (f">{branch}" if branch else "")


@dataclass(frozen=True, slots=True)
class Speech:
    """The steps of one node. Falling off their end takes branch `onward`; `exits` are jumped to (`exit_name`).

    An alias is a second name of an exit, for jumps whose name the engine makes. `parameter` is the trail's.
    """

    steps: tuple[str, ...]
    onward: str = ""
    exits: tuple[str, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()
    parameter: str = ""


def exit_name(node: str, branch: str) -> str:
    """The extension where a branch that leaves on the way is said."""
    return f"{node}-{branch}"


def go_if(condition: str, node: str, branch: str) -> str:
    """Leave by a branch if a condition holds."""
    return conf.call("GotoIf", f"{condition}?{exit_name(node, branch)}", "1")


def go_unless(condition: str, node: str, branch: str) -> str:
    """Leave by a branch if a condition does not hold: if it is empty or 0."""
    return conf.call("GotoIf", f"{condition}?:{exit_name(node, branch)}", "1")


def hand_over(trail: str) -> str:
    """Give the trail to the call's events."""
    return conf.call("Set", f"CHANNEL(userfield)={trail}")


def hand_over_talking(trail: str) -> str:
    """Give the trail to the call's events, and behind a space the audio format in which the caller will talk."""
    return hand_over(f"{trail} ${{CHANNEL(audioreadformat)}}")
