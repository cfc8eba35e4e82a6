"""A recording as its player shows it: who is left and right, its waves, and marks where something happened."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass

from tongdai.domain.call import Call, EventKind
from tongdai.domain.message import Message, say
from tongdai.domain.recording import Recording, RecordingState
from tongdai.domain.timeline import tell_moment

_MARKED = {EventKind.HELD, EventKind.RESUMED, EventKind.TRANSFERRED}


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment of a recording: how many seconds into it, what kind it is, and what happened."""

    at: float
    kind: str
    words: Message


@dataclass(frozen=True, slots=True)
class Player:
    """A recording with everything its player needs; `peaks` is empty until it is kept."""

    recording: Recording
    left: str
    right: str
    marks: tuple[Mark, ...]
    peaks: str

    @property
    def is_ready(self) -> bool:
        """Whether there is something to hear."""
        return self.recording.state is RecordingState.KEPT


def player_of(recording: Recording, call: Call | None, waveform: bytes) -> Player:
    """A player; without its call (whose row may be gone before the recording is) it has the marks of its pauses."""
    marks = sorted([*_pauses(recording), *(_moments(recording, call) if call else ())], key=lambda mark: mark.at)
    return Player(recording, recording.number, _others(recording, call),
                  tuple(each for each in marks if 0 <= each.at <= recording.seconds),
                  base64.b64encode(waveform).decode())


def _others(recording: Recording, call: Call | None) -> str:
    """Everybody that the left side heard."""
    numbers = [leg.number for leg in call.legs if leg.answered is not None] if call else [
        recording.caller, recording.answered_by]
    return ", ".join(dict.fromkeys(each for each in numbers if each and each != recording.number))


def _pauses(recording: Recording) -> Iterator[Mark]:
    """Between two parts nothing was recorded; the file is silent there."""
    for before, after in zip(recording.parts, recording.parts[1:], strict=False):
        if before.ended is not None:
            yield Mark(before.ended - recording.began, "paused", say("The recording was paused."))
        yield Mark(after.began - recording.began, "resumed", say("The recording went on."))


def _moments(recording: Recording, call: Call) -> Iterator[Mark]:
    for moment in call.timeline:
        if moment.kind in _MARKED:
            yield Mark(moment.offset - recording.began, moment.kind.value, tell_moment(call, moment))
