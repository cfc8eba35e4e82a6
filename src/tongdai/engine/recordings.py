"""What the events of a call say was recorded: each channel's recordings with their parts, and the moments to tell."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tongdai.domain.call import EventKind, Moment
from tongdai.domain.recording import CallRecording, RecordedPart
from tongdai.engine.events import CallEvent, Kind

FILE = re.compile(r"[0-9a-z][0-9a-z.-]{0,119}\.raw")
ANNOUNCEMENTS = ("call-recorded", "may-be-recorded")
Moments = Sequence[tuple[float, CallEvent]]


@dataclass(slots=True)
class _Part:
    """A part that may still wait for the answer: then it has a file and no beginning."""

    file: str
    began: float | None
    ended: float | None = None
    waits: bool = False
    again: bool = False
    """Whether its channel talked before the part was named: it will not be answered once more."""


@dataclass(slots=True)
class _Channel:
    """What is known of one recorded channel while its events are read."""

    recordings: list[list[_Part]] = field(default_factory=list)
    open: _Part | None = None


class RecordingStory:
    """Reads the moments of a call; afterwards `recordings` and `moments` tell what was recorded.

    A part that dialplan names before the ring (`armed`) begins when its channel is put through: with its own answer,
    or, after a transfer, with that of whoever it was transferred to; in both cases behind the announcement.
    """

    def __init__(self, moments: Moments, places: Mapping[str, int], numbers: Sequence[str], length: float,
                 is_interrupted: bool) -> None:
        self._channels: dict[str, _Channel] = {}
        self._answered: set[str] = set()
        self._announcing: set[str] = set()
        self._told: list[Moment] = []
        self._places = places
        for offset, event in moments:
            self._take(offset, event)
        for each in self._channels.values():
            if each.open is not None and not is_interrupted:
                self._end(each, length)
        self.recordings = tuple(self._made(numbers))
        self.moments = tuple(each for each in self._told if each.offset <= length)

    def _take(self, offset: float, event: CallEvent) -> None:
        match event.kind:
            case Kind.RECORDED if event.channel in self._places:
                what, _, file = event.text("extra").partition(" ")
                if FILE.fullmatch(file) and file.startswith(f"{event.channel}."):
                    self._record(offset, event.channel, what, file)
            case Kind.ANSWERED:
                self._begin(offset, event.channel)
                self._answered.add(event.channel)
            case Kind.PLAYING if event.text("sound").rpartition("/")[2] in ANNOUNCEMENTS:
                self._announcing.add(event.channel)
            case Kind.PLAYED if event.channel in self._announcing:
                self._announcing.remove(event.channel)
                self._put_off(offset, event.channel)
            case Kind.BLIND_TRANSFER:
                for each in self._channels.values():
                    self._tell_end(each, offset)
            case Kind.HUNG_UP if event.channel in self._channels:
                self._end(self._channels[event.channel], offset)

    def _record(self, offset: float, channel: str, what: str, file: str) -> None:
        """One event of dialplan."""
        own = self._channels.setdefault(channel, _Channel())
        match what:
            case "armed":
                self._tell_end(own, offset)
                own.open = _Part(file, None, waits=True, again=channel in self._answered)
                own.recordings.append([own.open])
            case "began" | "resumed":
                self._end(own, offset)
                own.open = _Part(file, offset)
                if what == "began" or not own.recordings:
                    own.recordings.append([])
                own.recordings[-1].append(own.open)
                self._tell(offset, EventKind.RECORDING if what == "began" else EventKind.RECORDING_RESUMED, channel)
            case "paused" | "stopped":
                self._end(own, offset)
                self._tell(offset, EventKind.RECORDING_PAUSED if what == "paused" else EventKind.RECORDING_ENDED,
                           channel)

    def _begin(self, offset: float, answered: str) -> None:
        """Whatever waits for this answer begins."""
        for channel, each in self._channels.items():
            if each.open and each.open.waits and (channel != answered if each.open.again else channel == answered):
                each.open.began, each.open.waits = offset, False
                self._tell(offset, EventKind.RECORDING, channel)

    def _put_off(self, offset: float, channel: str) -> None:
        """An announcement has ended: what began with the answer before it begins only now."""
        part = self._channels[channel].open if channel in self._channels else None
        if part and part.again and part.began is not None:
            place = self._places[channel]
            self._told = [Moment(offset, each.kind, each.leg) if (each.offset, each.kind, each.leg) == (
                part.began, EventKind.RECORDING, place) else each for each in self._told]
            part.began = offset

    def _tell_end(self, own: _Channel, offset: float) -> None:
        """End a part where people go on talking, or will."""
        if own.open and own.open.began is not None:
            channel = next(name for name, each in self._channels.items() if each is own)
            self._tell(offset, EventKind.RECORDING_ENDED, channel)
        self._end(own, offset)

    def _end(self, own: _Channel, offset: float) -> None:
        if own.open is not None:
            own.open.ended, own.open = offset, None

    def _tell(self, offset: float, kind: EventKind, channel: str) -> None:
        self._told.append(Moment(offset, kind, self._places[channel]))

    def _made(self, numbers: Sequence[str]) -> Iterator[CallRecording]:
        """Parts that never began have no file; recordings without a part are none."""
        for channel, own in self._channels.items():
            for parts in own.recordings:
                made = tuple(RecordedPart(each.file, each.began, each.ended) for each in parts
                             if each.began is not None)
                if made:
                    yield CallRecording(channel=channel, number=numbers[self._places[channel]], parts=made)
