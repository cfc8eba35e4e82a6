"""The timeline of a call in words."""

from collections.abc import Mapping
from typing import Final

from tongdai.domain.call import Call, EventKind, Moment
from tongdai.domain.message import Message, say, template

ANSWERED_ELSEWHERE = "26"

_MOMENTS: Final[Mapping[EventKind, str]] = {
    EventKind.STARTED: template("Extension {number} dialled {detail}."),
    EventKind.RINGING: template("A phone of extension {number} began to ring."),
    EventKind.ANSWERED: template("Extension {number} answered."),
    EventKind.TALKING: template("Extension {number} was put through."),
    EventKind.PARTED: template("Extension {number} left the call."),
    EventKind.HELD: template("Extension {number} was put on hold."),
    EventKind.RESUMED: template("Extension {number} was taken off hold."),
    EventKind.TRANSFERRED: template("Extension {number} transferred the call to {detail}."),
    EventKind.ANNOUNCED: template("Extension {number} heard an announcement."),
    EventKind.RECORDING: template("From now on the call of extension {number} was recorded."),
    EventKind.RECORDING_PAUSED: template("The recording of extension {number} was paused."),
    EventKind.RECORDING_RESUMED: template("The recording of extension {number} went on."),
    EventKind.RECORDING_ENDED: template("The recording of extension {number} ended."),
    EventKind.ENDED: template("The call ended."),
}


def tell_moment(call: Call, moment: Moment) -> Message:
    """One line of the timeline; the leg it speaks of is named by its extension."""
    leg = call.legs[moment.leg]
    if moment.kind is EventKind.PARTED and leg.answered is None:
        elsewhere = moment.detail == ANSWERED_ELSEWHERE
        return say("A phone of extension {number} stopped ringing: it was answered elsewhere.", number=leg.number) \
            if elsewhere else say("A phone of extension {number} stopped ringing.", number=leg.number)
    if moment.kind in (EventKind.STARTED, EventKind.TRANSFERRED) and not moment.detail:
        return say("Extension {number} began a call.", number=leg.number) if moment.kind is EventKind.STARTED \
            else say("Extension {number} transferred the call.", number=leg.number)
    return say(_MOMENTS[moment.kind], number=leg.number, detail=moment.detail)
