"""A call event with the time that the watch gave it."""

from dataclasses import dataclass

from tongdai.engine.events import CallEvent


@dataclass(frozen=True, slots=True)
class Timed:
    """`at` is in steady seconds; `number` keeps the order in which events were written; `line` is the event as read."""

    event: CallEvent
    at: float
    number: int
    line: str
