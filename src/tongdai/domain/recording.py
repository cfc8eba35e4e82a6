"""Recordings: which calls are recorded, and what a recording is."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class RecordPolicy(StrEnum):
    """Whether an extension's calls are recorded: never, when its phone asks by code during the call, or always."""

    NEVER = "never"
    ON_DEMAND = "on_demand"
    ALWAYS = "always"


class RecordingState(StrEnum):
    """How far a recording has come.

    `waiting`: the engine's own file, not taken over yet. `kept`: taken over, encoded, compared with its source. `lost`:
    the engine said that it records, and there is no usable file (an incident tells why). `erased`: deleted or expired;
    nobody sees it any more, its files go within moments and its row after them.
    """

    WAITING = "waiting"
    KEPT = "kept"
    LOST = "lost"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class RecordedPart:
    """What was recorded without a pause: a file that the engine wrote, and when in the call, in seconds.

    `ended` is None where the engine died while it recorded.
    """

    file: str
    began: float
    ended: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRecording:
    """What the events of a call say was recorded: both sides of one channel (left: what it said, right: heard)."""

    channel: str
    number: str
    parts: tuple[RecordedPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One recording as it is kept. `id` is minted and cannot be guessed; `began` is in seconds since the call began.

    Left is the side of `number` (the caller, as a rule), right what that side heard. `started` is when the recording
    began. `caller`, `dialled` and `answered_by` are the call's, whose row may be gone before the recording is.
    `seconds` and `size` (bytes) are 0 until it is kept. Where `held` is set nothing expires it.
    """

    id: str
    tenant: str
    call: str
    cell: str
    channel: str
    number: str
    caller: str
    dialled: str
    answered_by: str
    started: datetime
    began: float
    seconds: float
    state: RecordingState
    size: int
    parts: tuple[RecordedPart, ...]
    digest: str = ""
    sealed: bool = False
    held: bool = False
    hold_reason: str = ""
