"""Findings: what is wrong with a house, where, and what to do about it, as data."""

from dataclasses import dataclass
from enum import StrEnum

from tongdai.domain.message import Message, say


class Severity(StrEnum):
    """How bad it is: an error refuses the change, a warning is shown, a hint can wait."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Where:
    """The place a finding speaks of. `line` counts from 1 in the file that was read, 0 where there is none."""

    tenant: str = ""
    kind: str = ""
    name: str = ""
    field: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """One named fault: `code` is `E_`, `W_` or `H_`, then area and fault."""

    code: str
    where: Where
    message: Message
    remedy: Message

    @property
    def severity(self) -> Severity:
        """Read from the first letter of the code."""
        return _SEVERITIES[self.code[0]]


_SEVERITIES = {"E": Severity.ERROR, "W": Severity.WARNING, "H": Severity.HINT}


@dataclass(frozen=True, slots=True)
class FindingKind:
    """A declared fault: its code, its sentence and its remedy, both templates with the same arguments."""

    code: str
    template: str
    remedy: str

    def at(self, where: Where, **args: str | int) -> Finding:
        """This fault, found at a place."""
        return Finding(self.code, where, say(self.template, **args), say(self.remedy, **args))


def has_errors(findings: tuple[Finding, ...] | list[Finding]) -> bool:
    """Whether anything here refuses the change."""
    return any(each.severity is Severity.ERROR for each in findings)
