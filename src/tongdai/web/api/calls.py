"""The call log through the API, and what would happen to a call."""

from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Path, Query, Router
from pydantic import AwareDatetime, StrictBool, StrictFloat, StrictInt

from tongdai.actions.calls import CallFilter, CallRow, count_calls, export_calls, list_calls, show_call
from tongdai.actions.simulate import Callee, Does, World, simulate_call
from tongdai.actions.words import translate
from tongdai.domain.call import Call, Direction, EventKind, Outcome, Side
from tongdai.domain.quality import OneWay
from tongdai.web.api.entrance import asking
from tongdai.web.api.shapes import REFUSALS, Handle, Strict
from tongdai.web.stream import lines_of

router = Router(tags=["calls"])

CSV = {"responses": {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}}
CallId = Annotated[str, Path(max_length=80, example="c1abc-1764000000.12", description="Id of the call.")]
Cursor = Annotated[str, Query(max_length=200, description="`next` or `previous` of another page.")]


class Order(StrEnum):
    """What the list may be sorted by; a minus puts the largest first."""

    NEWEST = "-started"
    OLDEST = "started"
    LONGEST = "-talk"
    SHORTEST = "talk"


class CallFilterIn(Strict):
    """Which calls are asked for."""

    since: AwareDatetime | None = Field(None, description="From this time on.")
    until: AwareDatetime | None = Field(None, description="Before this time.")
    caller: str = Field("", max_length=32, description="Who called.")
    dialled: str = Field("", max_length=32, description="What was dialled.")
    number: str = Field("", max_length=32, description="Who had any part in it.")
    text: str = Field("", max_length=32, description="How a number in it begins.")
    outcome: Outcome | None = None
    direction: Direction | None = None
    mos_below: float | None = Field(None, ge=1, le=4.5, description="Whose worst direction was worse than this MOS.")
    one_way: OneWay | None = Field(None, description="In which this side was not heard.")
    recorded: bool | None = Field(None, description="Of which there is a recording.")


class CallRowOut(Strict):
    """One line of the call log."""

    id: str = Field(examples=["c1abc-1764000000.12"])
    started: datetime
    direction: Direction
    caller: str = Field(examples=["101"])
    dialled: str = Field(examples=["102"])
    answered_by: str = Field(examples=["102"])
    ring_seconds: float = Field(examples=[4.2])
    talk_seconds: float = Field(examples=[61.0])
    outcome: Outcome
    ended_by: Side
    mos: float | None = Field(examples=[4.37], description="Of the worst direction (ITU-T G.107); null: not measured.")
    one_way: OneWay | None = Field(description="Who was not heard though the call was up.")


class CallPageOut(Strict):
    """Some rows; `next` and `previous` are cursors to ask with, empty where there is nothing more."""

    rows: list[CallRowOut]
    next: str
    previous: str


class CountOut(Strict):
    """How many calls there are; with `more`, at least so many: they are not counted to the end."""

    calls: int = Field(examples=[312])
    more: bool


class StreamOut(Strict):
    """Audio in one direction, as its receiver counted it."""

    packets: int = Field(examples=[3050], description="What came.")
    lost: int = Field(examples=[12], description="What did not.")
    loss: float = Field(examples=[0.39], description="Percent.")
    jitter: float | None = Field(examples=[1.25], description="Milliseconds.")
    mos: float | None = Field(examples=[4.35], description="By the E-model (ITU-T G.107); null: too short to tell.")


class QualityOut(Strict):
    """Both directions between a phone and the switchboard."""

    sent: StreamOut = Field(description="What the phone sent, as the switchboard received it.")
    heard: StreamOut | None = Field(description="What the phone heard, by its own reports; null: it sent none.")
    round_trip: float | None = Field(examples=[23.5], description="Milliseconds.")


class LegOut(Strict):
    """One phone's part in a call; seconds from its start."""

    id: str
    account: str
    number: str = Field(examples=["102"])
    started: float
    answered: float | None
    ended: float | None
    cause: int = Field(examples=[16])
    codec: str = Field(examples=["alaw"])
    quality: QualityOut | None


class MomentOut(Strict):
    """One line of the timeline."""

    offset: float = Field(description="Seconds from the start of the call.")
    kind: EventKind
    words: str = Field(examples=["Extension 102 answers."])


class CallOut(CallRowOut):
    """A call whole: what happened, when, why it went as it did, under which release, and how well people heard."""

    cause: int = Field(examples=[16])
    codec: str = Field(examples=["alaw"])
    trail: str = Field(description="The nodes of the call plan it passed.")
    release: int | None = Field(examples=[7])
    reasons: list[str]
    quality: list[str] = Field(description="Who heard whom how, in words.")
    legs: list[LegOut]
    timeline: list[MomentOut]


class CallToComeIn(Strict):
    """A call that might come, and what the plan cannot know about it."""

    caller: str = Field(max_length=32, examples=["101"])
    dialled: str = Field(max_length=32, examples=["102"])
    calls_up: StrictInt = Field(0, ge=0, le=100_000, description="Calls of the tenant that are up already.")
    registered: list[str] | None = Field(None, max_length=2000, description="Who can be reached; null: everybody.")
    does: Does = Field(Does.ANSWERS, description="What the phones that ring do.")
    after: StrictFloat = Field(3.0, ge=0, le=3600, description="After how many seconds of ringing.")
    gives_up_after: StrictFloat | None = Field(None, ge=0, le=3600, description="When the caller gives up.")
    recording_stopped: StrictBool = Field(False, description="As if nothing were recorded for want of space.")


class SimulationOut(Strict):
    """How the call would go."""

    trail: str = Field(examples=["7/dialled>extension/calls>free/find>found/ring(102)>answered"])
    reasons: list[str]


@router.get("/{tenant}/calls", response={200: CallPageOut, **REFUSALS}, summary="List calls")
def list_all(request: HttpRequest, tenant: Handle, wanted: Query[CallFilterIn], sort: Order = Order.NEWEST,
             cursor: Cursor = "") -> Any:
    """Each page is read from where its neighbour ends, however long the log is."""
    page = list_calls(asking(request), tenant, CallFilter(**wanted.model_dump()), sort.value, cursor)
    return {"rows": [_row(each) for each in page.rows], "next": page.next, "previous": page.previous}


@router.get("/{tenant}/call-counts", response={200: dict[Outcome, CountOut], **REFUSALS}, summary="Count calls")
def count(request: HttpRequest, tenant: Handle, wanted: Query[CallFilterIn]) -> Any:
    """By how they ended; of each kind at most 10,000 are counted."""
    counts = count_calls(asking(request), tenant, CallFilter(**wanted.model_dump()))
    return {outcome: {"calls": count.calls, "more": count.more} for outcome, count in counts.items()}


@router.get("/{tenant}/calls.csv", response={200: None, **REFUSALS}, openapi_extra=CSV, summary="Export calls")
def as_csv(request: HttpRequest, tenant: Handle, wanted: Query[CallFilterIn]) -> Any:
    """The newest first; no cell is one that a spreadsheet would compute."""
    lines = export_calls(asking(request), tenant, CallFilter(**wanted.model_dump()))
    return lines_of(request, lines, "text/csv; charset=utf-8", "calls.csv")


@router.get("/{tenant}/calls/{call}", response={200: CallOut, **REFUSALS}, summary="Show a call")
def show(request: HttpRequest, tenant: Handle, call: CallId) -> Any:
    """With its timeline, and its reasons in words."""
    story = show_call(asking(request), tenant, call)
    timeline = [{"offset": each.moment.offset, "kind": each.moment.kind, "words": translate(each.words)}
                for each in story.timeline]
    return _row(story.call) | {
        "cause": story.call.cause, "codec": story.call.codec, "trail": str(story.call.trail or ""),
        "release": story.release, "reasons": [translate(each) for each in story.reasons], "timeline": timeline,
        "quality": [translate(each) for each in story.quality], "legs": [asdict(leg) for leg in story.call.legs]}


@router.post("/{tenant}/simulate", response={200: SimulationOut, **REFUSALS}, summary="Say how a call would go")
def simulate(request: HttpRequest, tenant: Handle, body: CallToComeIn) -> Any:
    """No phone is rung."""
    registered = None if body.registered is None else frozenset(body.registered)
    world = World(calls_up=body.calls_up, registered=registered,
                  callees={body.dialled: Callee(body.does, body.after)}, gives_up_after=body.gives_up_after,
                  recording_stopped=body.recording_stopped)
    found = simulate_call(asking(request), tenant, body.caller, body.dialled, world)
    return {"trail": str(found.trail), "reasons": [translate(each) for each in found.reasons]}


def _row(row: CallRow | Call) -> dict[str, object]:
    return {name: getattr(row, name) for name in CallRowOut.model_fields}
