"""Numbers that are dialled: extensions, service codes, and the patterns that match them."""

import re
from dataclasses import dataclass
from enum import StrEnum

SHORTEST_EXTENSION = 2
LONGEST_EXTENSION = 6
_EXTENSION = re.compile(r"[1-9][0-9]{1,5}")
_DIALLED = re.compile(r"[0-9*#+]{1,32}")


class Service(StrEnum):
    """Codes that every tenant's phones can dial."""

    ECHO_TEST = "*43"


def is_extension_number(text: str) -> bool:
    """Two to six ASCII digits that do not begin with 0 (which numbers outside begin with)."""
    return _EXTENSION.fullmatch(text) is not None


def is_dialled(text: str) -> bool:
    """Whether a phone's keys can have sent this: digits, star, hash, plus, at most 32 of them."""
    return _DIALLED.fullmatch(text) is not None


class RecordingCode(StrEnum):
    """Codes that are pressed during a call that may be recorded on demand."""

    START = "*1"
    PAUSE = "*2"
    STOP = "*3"


@dataclass(frozen=True, slots=True, order=True)
class Pattern:
    """What a dialled number looks like: an exact text, or any extension number of one length (`length` > 0)."""

    exact: str = ""
    length: int = 0

    def matches(self, dialled: str) -> bool:
        """Whether this dialled text is meant."""
        if self.exact:
            return dialled == self.exact
        return len(dialled) == self.length and is_extension_number(dialled)

    def __str__(self) -> str:
        return self.exact or "N" + "X" * (self.length - 1)
