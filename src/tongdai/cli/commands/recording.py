"""`tongdai recording`: recordings found, saved, held and deleted, and who listened."""

import os
from collections.abc import Iterator
from gettext import gettext as _
from pathlib import Path
from typing import Annotated

import typer

from tongdai.actions.recording_archive import take_recordings
from tongdai.actions.recordings import (
    Listened,
    Recording,
    RecordingFilter,
    delete_recording,
    hold_recording,
    let_go_recording,
    list_listenings,
    list_recordings,
    open_recording,
    recordings_of_call,
    show_recording,
)
from tongdai.cli.exits import Stop
from tongdai.cli.house import house, local
from tongdai.cli.options import AsJson, Tenant, Why, Yes, confirm, moment, nouns
from tongdai.cli.output import answer, line, pairs, table
from tongdai.domain.message import say

app = nouns(_("Recordings: list, show, save, hold, let-go, delete, listeners."))

Id = Annotated[str, typer.Argument(metavar="RECORDING", help=_("Id of the recording, from the list."))]
Since = Annotated[str, typer.Option("--since", help=_("From this time on, such as 2026-01-31 or 2026-01-31T08:00."))]
Until = Annotated[str, typer.Option("--until", help=_("Before this time."))]
WithNumber = Annotated[str, typer.Option("--number", help=_("Who had any part in the call."))]
Held = Annotated[bool | None, typer.Option("--held/--not-held", help=_("Only those that are held, or that are not."))]
OfCall = Annotated[str, typer.Option("--call", help=_("Only those of one call."))]
Cursor = Annotated[str, typer.Option("--cursor", help=_("Which page: printed below the one before."))]
Reason = Annotated[str, typer.Option("--reason", help=_("Why it must stay; shown beside the recording."))]
Target = Annotated[Path, typer.Argument(metavar="FILE", help=_("New file to write; one that exists is left alone."))]
OneOnly = Annotated[str, typer.Option("--recording", help=_("Only who listened to this one."))]


@app.command("list", help=_("List a tenant's recordings, the newest first."))
def list_all(tenant: Tenant, since: Since = "", until: Until = "", number: WithNumber = "", held: Held = None,
             call: OfCall = "", cursor: Cursor = "", as_json: AsJson = False) -> None:
    """A page at a time."""
    if call:
        rows = recordings_of_call(house(), tenant, call)
        answer(rows, as_json, lambda: _show_rows(rows, ""))
        return
    page = list_recordings(house(), tenant, _filter(since, until, number, held), cursor)
    answer(page, as_json, lambda: _show_rows(page.rows, page.next))


@app.command(help=_("Show a recording, without its sound."))
def show(tenant: Tenant, recording: Id, as_json: AsJson = False) -> None:
    """With whatever holds it."""
    found = show_recording(house(), tenant, recording)
    answer(found, as_json, lambda: _show(found))


@app.command(help=_("Save a recording as a file (Ogg/Opus); that it was taken away is written down."))
def save(tenant: Tenant, recording: Id, file: Target) -> None:
    """Nothing is written over."""
    opened = open_recording(house(), tenant, recording, action=Listened.DOWNLOADED)
    _write(file, opened.chunks)


@app.command("save-all", help=_("Save many recordings in one ZIP file, with a list of them."))
def save_all(tenant: Tenant, file: Target, since: Since = "", until: Until = "", number: WithNumber = "",
             held: Held = None) -> None:
    """The same questions as of the list."""
    taken = take_recordings(house(), tenant, _filter(since, until, number, held))
    _write(file, taken.chunks)
    line(_("{count} recordings are in {file}.").format(count=taken.count, file=file))


@app.command(help=_("Hold a recording: it stays whatever retention and quota say."))
def hold(tenant: Tenant, recording: Id, reason: Reason) -> None:
    """The reason is shown beside it."""
    hold_recording(house(), tenant, recording, reason)


@app.command("let-go", help=_("Let a recording go: retention and quota decide again."))
def let_go(tenant: Tenant, recording: Id, why: Why = "") -> None:
    """Twice is the same as once."""
    let_go_recording(house(), tenant, recording, why)


@app.command(help=_("Delete a recording for good."))
def delete(tenant: Tenant, recording: Id, why: Why = "", yes: Yes = False) -> None:
    """One that is held is refused."""
    found = show_recording(house(), tenant, recording)
    confirm(yes, _("Delete the recording of {caller} and {dialled} for good?").format(
        caller=found.caller, dialled=found.dialled))
    delete_recording(house(), tenant, recording, why)


@app.command(help=_("List who listened, the newest first."))
def listeners(tenant: Tenant, recording: OneOnly = "", cursor: Cursor = "", as_json: AsJson = False) -> None:
    """Also to recordings that are gone."""
    page = list_listenings(house(), tenant, recording, cursor)

    def show_page() -> None:
        table([_("When"), _("Who"), _("Where"), _("What"), _("Recording"), _("Call")],
              [(local(each.at), each.who, each.surface, each.action, each.recording, each.call) for each in page.rows],
              _("Nobody has listened."))
        _tell_more(page.next)

    answer(page, as_json, show_page)


def _filter(since: str, until: str, number: str, held: bool | None) -> RecordingFilter:
    return RecordingFilter(since=moment("--since", since), until=moment("--until", until), number=number, held=held)


def _write(file: Path, chunks: Iterator[bytes]) -> None:
    """A new file that only this user can read; what cannot be finished is taken away again."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise Stop(say("{file} cannot be written ({reason}); name a new file in a directory that you may write to.",
                       file=str(file), reason=error.strerror or "")) from error
    try:
        with os.fdopen(descriptor, "wb") as out:
            out.writelines(chunks)
    except BaseException:
        file.unlink(missing_ok=True)
        raise


def _show_rows(rows: tuple[Recording, ...], following: str) -> None:
    table([_("Recording"), _("When"), _("From"), _("Dialled"), _("Answered by"), _("Seconds"), _("State"), _("Held")],
          [(each.id, local(each.started), each.caller, each.dialled, each.answered_by, f"{each.seconds:.1f}",
            each.state.value, each.hold_reason) for each in rows], _("There are no such recordings."))
    _tell_more(following)


def _show(found: Recording) -> None:
    pairs([(_("Recording"), found.id), (_("Call"), found.call), (_("When"), local(found.started)),
           (_("From"), found.caller), (_("Dialled"), found.dialled), (_("Answered by"), found.answered_by),
           (_("Left side"), found.number), (_("Seconds"), f"{found.seconds:.1f}"), (_("State"), found.state.value),
           (_("Bytes"), found.size), (_("SHA-256"), found.digest),
           (_("Encrypted at rest"), _("yes") if found.sealed else _("no")), (_("Held"), found.hold_reason)])


def _tell_more(following: str) -> None:
    if following:
        line(_("There are more: --cursor '{cursor}'").format(cursor=following))
