"""Progress of an installation, told to whoever shows it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Step = Literal["find", "download", "unpack", "prove"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one step is: `done` of `total`, in bytes while downloading, in packages while unpacking."""

    step: Step
    done: int
    total: int


Report = Callable[[Progress], None]


def in_silence(progress: Progress) -> None:
    """The report of somebody who does not want to know."""
