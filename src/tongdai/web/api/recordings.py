"""Recordings through the API: find them, hear them whole or in ranges, take them away, hold and delete them."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Path, Query, Router, Status
from pydantic import AwareDatetime

from tongdai.actions.recording_archive import take_recordings
from tongdai.actions.recordings import (
    MEDIA_TYPE,
    Listened,
    ListeningRow,
    Recording,
    RecordingFilter,
    RecordingState,
    delete_recording,
    hold_recording,
    let_go_recording,
    list_listenings,
    list_recordings,
    measure_recording,
    open_recording,
    recordings_of_call,
    show_recording,
    waveform,
)
from tongdai.web.api.calls import CallId
from tongdai.web.api.entrance import asking
from tongdai.web.api.errors import Error
from tongdai.web.api.shapes import REFUSALS, Handle, Strict, Why
from tongdai.web.stream import heard, pieces_of, sound_headers

router = Router(tags=["recordings"])

_SOUND = {"content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}}
SOUND = {"responses": {200: _SOUND, 206: _SOUND}}
ZIP = {"responses": {200: {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}}}}
RecordingId = Annotated[str, Path(max_length=80, example="0f6c1e9a4d2b4f7c8e0a1b2c3d4e5f60",
                                  description="Id of the recording.")]
Cursor = Annotated[str, Query(max_length=200, description="`next` of the page before.")]
OneOnly = Annotated[str, Query(max_length=80, description="Only who listened to this one.")]
Range = {416: Error}


class RecordingFilterIn(Strict):
    """Which recordings are asked for."""

    since: AwareDatetime | None = Field(None, description="Begun from this time on.")
    until: AwareDatetime | None = Field(None, description="Begun before this time.")
    number: str = Field("", max_length=32, description="Who had any part in the call.")
    text: str = Field("", max_length=32, description="How a number in it begins.")
    held: bool | None = Field(None, description="Only those that are held, or that are not.")


class RecordingOut(Strict):
    """One recording; `began` counts from the start of its call, `seconds` and `size` are 0 until it is kept."""

    id: str = Field(examples=["0f6c1e9a4d2b4f7c8e0a1b2c3d4e5f60"])
    call: str = Field(examples=["c1abc-1764000000.12"])
    number: str = Field(description="Whose side is on the left.", examples=["101"])
    caller: str = Field(examples=["101"])
    dialled: str = Field(examples=["102"])
    answered_by: str = Field(examples=["102"])
    started: datetime
    began: float = Field(examples=[4.2])
    seconds: float = Field(examples=[61.0])
    state: RecordingState
    size: int = Field(description="Bytes.", examples=[329_000])
    digest: str = Field(description="SHA-256 of the file.")
    sealed: bool = Field(description="Whether it is encrypted at rest.")
    held: bool
    hold_reason: str


class RecordingPageOut(Strict):
    """Some rows, the newest first; `next` is the cursor to ask with, empty where there is nothing more."""

    rows: list[RecordingOut]
    next: str


class ListeningOut(Strict):
    """Who did what with which recording."""

    at: datetime
    who: str = Field(examples=["hoa@sen"])
    surface: str = Field(examples=["console"])
    action: Listened
    recording: str
    call: str


class ListeningPageOut(Strict):
    """Some rows, the newest first; `next` is the cursor to ask with, empty where there is nothing more."""

    rows: list[ListeningOut]
    next: str


class WaveformOut(Strict):
    """How loud each side is along the recording: peaks from 0 to 255 (the square root of the amplitude)."""

    left: list[int]
    right: list[int]


class HoldIn(Strict):
    """Why a recording must stay."""

    reason: str = Field(min_length=1, max_length=200, examples=["Complaint 4711"])


@router.get("/{tenant}/recordings", response={200: RecordingPageOut, **REFUSALS}, summary="List recordings")
def list_all(request: HttpRequest, tenant: Handle, wanted: Query[RecordingFilterIn], cursor: Cursor = "") -> Any:
    """The newest first; a user sees those of calls of the own extension."""
    page = list_recordings(asking(request), tenant, RecordingFilter(**wanted.model_dump()), cursor)
    return {"rows": [_row(each) for each in page.rows], "next": page.next}


@router.get("/{tenant}/recordings.zip", response={200: None, **REFUSALS}, openapi_extra=ZIP,
            summary="Take recordings away")
def take(request: HttpRequest, tenant: Handle, wanted: Query[RecordingFilterIn]) -> Any:
    """All that are asked for in one ZIP file, with a list in it; 500 recordings and 2 GB at most."""
    taken = take_recordings(asking(request), tenant, RecordingFilter(**wanted.model_dump()))
    return pieces_of(request, taken.chunks, "application/zip", "recordings.zip")


@router.get("/{tenant}/calls/{call}/recordings", response={200: list[RecordingOut], **REFUSALS},
            summary="List what was recorded of a call")
def of_call(request: HttpRequest, tenant: Handle, call: CallId) -> Any:
    """In the order in which it began."""
    return [_row(each) for each in recordings_of_call(asking(request), tenant, call)]


@router.get("/{tenant}/listenings", response={200: ListeningPageOut, **REFUSALS}, summary="List who listened")
def listenings(request: HttpRequest, tenant: Handle, recording: OneOnly = "", cursor: Cursor = "") -> Any:
    """To any recording or to one, also to those that are gone."""
    page = list_listenings(asking(request), tenant, recording, cursor)
    return {"rows": [_listening(each) for each in page.rows], "next": page.next}


@router.get("/{tenant}/recordings/{recording}", response={200: RecordingOut, **REFUSALS}, summary="Show a recording")
def show(request: HttpRequest, tenant: Handle, recording: RecordingId) -> Any:
    """Without its sound."""
    return _row(show_recording(asking(request), tenant, recording))


@router.delete("/{tenant}/recordings/{recording}", response={204: None, **REFUSALS}, summary="Delete a recording")
def delete(request: HttpRequest, tenant: Handle, recording: RecordingId, why: Why = "") -> Any:
    """For good; one that is held is refused."""
    delete_recording(asking(request), tenant, recording, why)
    return Status(204, None)


@router.get("/{tenant}/recordings/{recording}/audio", response={200: None, 206: None, **REFUSALS, **Range},
            openapi_extra=SOUND, summary="Listen to a recording")
def audio(request: HttpRequest, tenant: Handle, recording: RecordingId) -> Any:
    """Ogg/Opus, the left side first; ranges of bytes are answered, and that you listened is written down."""
    return heard(request, lambda first, last: open_recording(asking(request), tenant, recording, first, last))


@router.api_operation(["HEAD"], "/{tenant}/recordings/{recording}/audio", response={200: None, **REFUSALS},
                      summary="Measure a recording")
def measure(request: HttpRequest, tenant: Handle, recording: RecordingId) -> Any:
    """The headers of what would be heard; nobody has listened."""
    found = measure_recording(asking(request), tenant, recording)
    return HttpResponse(content_type=MEDIA_TYPE, headers=sound_headers(found.tag, found.name, found.size))


@router.get("/{tenant}/recordings/{recording}/file", response={200: None, 206: None, **REFUSALS, **Range},
            openapi_extra=SOUND, summary="Download a recording")
def download(request: HttpRequest, tenant: Handle, recording: RecordingId) -> Any:
    """The same sound as a file to keep, for those who may take recordings away."""
    answer = heard(request, lambda first, last: open_recording(
        asking(request), tenant, recording, first, last, Listened.DOWNLOADED))
    if name := answer.headers.get("Content-Disposition"):
        answer.headers["Content-Disposition"] = name.replace("inline", "attachment")
    return answer


@router.get("/{tenant}/recordings/{recording}/waveform", response={200: WaveformOut, **REFUSALS},
            summary="Show how loud a recording is")
def picture(request: HttpRequest, tenant: Handle, recording: RecordingId) -> Any:
    """Made once, when the recording was taken over."""
    found = waveform(asking(request), tenant, recording)
    return {"left": list(found.left), "right": list(found.right)}


@router.put("/{tenant}/recordings/{recording}/hold", response={204: None, **REFUSALS}, summary="Hold a recording")
def hold(request: HttpRequest, tenant: Handle, recording: RecordingId, body: HoldIn) -> Any:
    """It stays whatever retention and quota say."""
    hold_recording(asking(request), tenant, recording, body.reason)
    return Status(204, None)


@router.delete("/{tenant}/recordings/{recording}/hold", response={204: None, **REFUSALS}, summary="Let a recording go")
def let_go(request: HttpRequest, tenant: Handle, recording: RecordingId, why: Why = "") -> Any:
    """Retention and quota decide again."""
    let_go_recording(asking(request), tenant, recording, why)
    return Status(204, None)


def _row(row: Recording) -> dict[str, object]:
    return {name: getattr(row, name) for name in RecordingOut.model_fields}


def _listening(row: ListeningRow) -> dict[str, object]:
    return {name: getattr(row, name) for name in ListeningOut.model_fields}
