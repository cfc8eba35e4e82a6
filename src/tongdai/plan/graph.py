"""The call plan of a tenant: a graph of decisions, its nodes few in kind, each with a stable id and named branches."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tongdai.domain.number import Pattern


class Prompt(StrEnum):
    """What the switchboard can say by itself, in every language it has."""

    NUMBER_UNKNOWN = "number-unknown"
    LIMIT_REACHED = "limit-reached"
    ECHO_TEST = "echo-test"
    CALL_RECORDED = "call-recorded"
    MAY_BE_RECORDED = "may-be-recorded"


class Cause(StrEnum):
    """Why the switchboard ends a call itself; the values are ITU-T Q.850 causes, as Asterisk takes them."""

    UNALLOCATED = "1"
    NORMAL = "16"
    BUSY = "17"
    NO_ANSWER = "19"
    DECLINED = "21"
    OFFLINE = "20"
    CONGESTION = "42"
    UNENCRYPTED = "58"


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchNumber:
    """What was dialled? The first rule that matches names the branch; `unknown` where none does.

    Where some phones must encrypt, branch `unencrypted` is for their calls over signalling that anybody can read.
    """

    id: str
    rules: tuple[tuple[Pattern, str], ...]
    branches: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TestLimit:
    """Are fewer than `limit` calls of this tenant up? Branches `free` and `full`."""

    id: str
    limit: int
    branches: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindExtension:
    """Does the dialled extension exist? Branches `found`, `own` (the caller dialled itself) and `unknown`."""

    id: str
    branches: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCall:
    """Is this call recorded? What the caller's outgoing and the found extension's incoming calls are to be, decides.

    Branches `always` (one of the two says so), `on_demand` (one of the two may begin it by code), `never`, and
    `stopped` where it would be recorded and the engine was told that this tenant's new calls are not. With `announced`
    both sides hear that it is recorded, or may be.
    """

    id: str
    announced: bool
    branches: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RingExtension:
    """Ring the phones of the found extension. A family: the trail names the extension as the node's parameter.

    Branches: `answered` (the plan ends there), `cancelled` (the caller gave up; likewise), `busy`, `declined`,
    `no_answer`, `offline` and `failed`.
    """

    id: str
    branches: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Announce:
    """Say something before an answer, so that nothing is charged for it. Branch `done`."""

    id: str
    prompt: Prompt
    branches: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Echo:
    """Answer, say what this is, and give back what is heard. The plan ends there."""

    id: str
    branches: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class HangUp:
    """End the call with a cause. No branches."""

    id: str
    cause: Cause
    branches: Mapping[str, str]


Node = MatchNumber | TestLimit | FindExtension | RecordCall | RingExtension | Announce | Echo | HangUp

END = ""
"""The target of a branch where the plan has nothing more to decide: the people talk, or are gone."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One tenant's call plan: its nodes by id, and where each kind of caller enters."""

    tenant: str
    nodes: Mapping[str, Node]
    entries: Mapping[str, str]

    def edges(self) -> Iterator[tuple[str, str, str]]:
        """Every (node, branch, target), in a stable order."""
        for node in self.nodes.values():
            for branch, target in node.branches.items():
                yield node.id, branch, target
