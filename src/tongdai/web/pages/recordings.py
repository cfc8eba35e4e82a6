"""Recordings: the list, one with its player, its sound, who listened; hold, let go, delete, take away."""

from collections.abc import Iterable

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from tongdai.actions.calls import show_call
from tongdai.actions.context import NotFound, Refused
from tongdai.actions.recording_archive import take_recordings
from tongdai.actions.recordings import (
    MOST_IDS,
    Listened,
    Recording,
    RecordingFilter,
    RecordingState,
    delete_recording,
    hold_recording,
    let_go_recording,
    list_listenings,
    list_recordings,
    open_recording,
    show_recording,
    waveform,
)
from tongdai.actions.storage import RecordingsShare, recording_share
from tongdai.domain.call import Call
from tongdai.domain.message import say
from tongdai.domain.rights import Right, reach_of
from tongdai.web.forms.form import ConsoleForm
from tongdai.web.forms.recording import HoldForm, LetGoForm, RecordingFilterForm
from tongdai.web.notice import told
from tongdai.web.pages.player import Player, player_of
from tongdai.web.query import cursor
from tongdai.web.stream import heard, pieces_of, sound_of
from tongdai.web.visitor import Visit

FIELDS = ("since", "until", "held")
LONGEST_RECORDING = 32


@require_safe
def recordings_page(request: Visit, tenant: str) -> HttpResponse:
    """Recordings, filtered, one page after the other; several can be chosen and taken away."""
    form = RecordingFilterForm(request.GET)
    page = list_recordings(request.ctx, tenant, form.wanted(), cursor(request))
    return render(request, "console/pages/recordings.html", {
        "form": form, "fields": [form[name] for name in FIELDS], "page": page, "after": cursor(request),
        "filtered": any(request.GET.get(name) for name in ("text", *FIELDS)),
        "may_take": _may(request, Right.TAKE_RECORDINGS), "may_see": _may(request, Right.SEE_LISTENERS),
        "share": _share(request, tenant)})


@require_safe
def recording_page(request: Visit, tenant: str, recording: str) -> HttpResponse:
    """One recording: heard here, with who listened, and whether it is held."""
    return _page(request, tenant, recording, HoldForm())


@require_POST
def hold_page(request: Visit, tenant: str, recording: str) -> HttpResponse:
    """Keep it, whatever retention says."""
    form = HoldForm(request.POST)
    request.ctx.require(Right.HOLD_RECORDINGS, tenant)
    if form.is_valid():
        with form.refusals():
            hold_recording(request.ctx, tenant, recording, form.cleaned_data["reason"])
            return told(request, say("The recording is held; nothing deletes it."), _address(tenant, recording))
    return _page(request, tenant, recording, form)


@require_POST
def let_go_page(request: Visit, tenant: str, recording: str) -> HttpResponse:
    """Let retention decide again."""
    form = LetGoForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    let_go_recording(request.ctx, tenant, recording, why)
    return told(request, say("The recording is not held any more; it goes when its time has come."),
                _address(tenant, recording))


@require_http_methods(["GET", "HEAD", "POST"])
def delete_recording_page(request: Visit, tenant: str, recording: str) -> HttpResponse:
    """Delete it for good, after one more question."""
    request.ctx.require(Right.DELETE_RECORDINGS, tenant)
    found = show_recording(request.ctx, tenant, recording)
    form = LetGoForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            delete_recording(request.ctx, tenant, recording, form.cleaned_data["why"])
            return told(request, say("The recording is deleted."), reverse("recordings", args=[tenant]))
    return render(request, "console/pages/recording_delete.html", {"form": form, "recording": found},
                  status=form.status)


@require_POST
def take_page(request: Visit, tenant: str) -> HttpResponseBase:
    """The chosen recordings, or all that the filter of the address finds, as one archive."""
    chosen = tuple(each[:LONGEST_RECORDING] for each in request.POST.getlist("recordings")[:MOST_IDS])
    if "all" in request.POST:
        wanted = RecordingFilterForm(request.GET).wanted()
    elif chosen:
        wanted = RecordingFilter(ids=chosen)
    else:
        raise Refused(say("No recording was chosen. Go back and choose at least one."))
    taken = take_recordings(request.ctx, tenant, wanted)
    return pieces_of(request, taken.chunks, "application/zip", f"{tenant}-recordings.zip")


@require_safe
def listeners_page(request: Visit, tenant: str) -> HttpResponse:
    """Who listened to what, the newest first."""
    page = list_listenings(request.ctx, tenant, cursor=cursor(request))
    return render(request, "console/pages/listeners.html", {"page": page, "after": cursor(request)})


@require_GET
def sound_file(request: Visit, tenant: str, recording: str) -> HttpResponseBase:
    """What a player fetches: the sound, or a range of it. HEAD is not answered: whoever asks, listens."""
    return heard(request, lambda first, last: open_recording(request.ctx, tenant, recording, first, last))


@require_GET
def sound_copy(request: Visit, tenant: str, recording: str) -> HttpResponseBase:
    """The sound as a file to keep."""
    opened = open_recording(request.ctx, tenant, recording, action=Listened.DOWNLOADED)
    answer = sound_of(request, opened, is_part=False)
    answer.headers["Content-Disposition"] = f'attachment; filename="{opened.name}"'
    return answer


def players_of(request: Visit, tenant: str, recordings: Iterable[Recording], call: Call | None) -> list[Player]:
    """A player for each recording; the waves come along with the page."""
    return [_player(request, tenant, each, call) for each in recordings]


def _player(request: Visit, tenant: str, recording: Recording, call: Call | None) -> Player:
    if recording.state is not RecordingState.KEPT:
        return player_of(recording, call, b"")
    peaks = waveform(request.ctx, tenant, recording.id)
    return player_of(recording, call, peaks.left + peaks.right)


def _page(request: Visit, tenant: str, recording: str, form: ConsoleForm) -> HttpResponse:
    found = show_recording(request.ctx, tenant, recording)
    call = _call(request, tenant, found.call)
    may_see = _may(request, Right.SEE_LISTENERS)
    listeners = list_listenings(request.ctx, tenant, recording).rows if may_see else ()
    return render(request, "console/pages/recording.html", {
        "recording": found, "call": call, "players": players_of(request, tenant, [found], call), "hold": form,
        "let_go": LetGoForm(), "listeners": listeners, "may_see": may_see,
        "may_hold": _may(request, Right.HOLD_RECORDINGS), "may_take": _may(request, Right.TAKE_RECORDINGS),
        "may_delete": _may(request, Right.DELETE_RECORDINGS)}, status=form.status)


def _call(request: Visit, tenant: str, call: str) -> Call | None:
    """The call of a recording, while the log has it."""
    try:
        return show_call(request.ctx, tenant, call).call
    except NotFound:
        return None


def _share(request: Visit, tenant: str) -> RecordingsShare | None:
    """What the recordings take of the package's room, for those who rent it."""
    return recording_share(request.ctx, tenant) if _may(request, Right.SEE_TENANTS) else None


def _may(request: Visit, right: Right) -> bool:
    return reach_of(request.ctx.asker.role, right) is not None


def _address(tenant: str, recording: str) -> str:
    return reverse("recording", args=[tenant, recording])
