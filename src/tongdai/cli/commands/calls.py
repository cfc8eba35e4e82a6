"""`tongdai calls`: the call log, a call told whole, and the log as CSV."""

import sys
from gettext import gettext as _
from typing import Annotated, Any

import typer

from tongdai.actions.calls import (
    CallFilter,
    CallPage,
    CallRow,
    CallStory,
    count_calls,
    export_calls,
    list_calls,
    show_call,
)
from tongdai.cli.house import house, local
from tongdai.cli.options import AsJson, Tenant, moment, nouns
from tongdai.cli.output import answer, line, pairs, table, verbatim
from tongdai.cli.words import tell
from tongdai.domain.call import Call as Told
from tongdai.domain.call import Direction, Outcome
from tongdai.domain.quality import OneWay

app = nouns(_("The call log: list, show, count, csv."))

Call = Annotated[str, typer.Argument(metavar="CALL", help=_("Id of the call, from the list."))]
Since = Annotated[str, typer.Option("--since", help=_("From this time on, such as 2026-01-31 or 2026-01-31T08:00."))]
Until = Annotated[str, typer.Option("--until", help=_("Before this time."))]
Caller = Annotated[str, typer.Option("--caller", help=_("Who called."))]
Dialled = Annotated[str, typer.Option("--dialled", help=_("What was dialled."))]
WithNumber = Annotated[str, typer.Option("--number", help=_("Who had any part in it."))]
HowEnded = Annotated[Outcome | None, typer.Option("--outcome", help=_("How it ended."))]
Way = Annotated[Direction | None, typer.Option("--direction", help=_("Which way it went."))]
Poor = Annotated[float | None, typer.Option(
    "--mos-below", min=1.0, max=4.5, help=_("Whose worst direction was worse than this MOS, such as 3.6."))]
Unheard = Annotated[OneWay | None, typer.Option("--one-way", help=_("In which this side was not heard."))]
Recorded = Annotated[bool | None, typer.Option("--recorded/--not-recorded", help=_("Of which there is a recording."))]
Sort = Annotated[str, typer.Option("--sort", help=_("started or talk; with a minus before it, the largest first."))]
Cursor = Annotated[str, typer.Option("--cursor", help=_("Which page: printed below the one before."))]


@app.command("list", help=_("List a tenant's calls, the newest first."))
def list_all(tenant: Tenant, since: Since = "", until: Until = "", caller: Caller = "", dialled: Dialled = "",
             number: WithNumber = "", outcome: HowEnded = None, direction: Way = None, mos_below: Poor = None,
             one_way: Unheard = None, recorded: Recorded = None, sort: Sort = "-started",
             cursor: Cursor = "", as_json: AsJson = False) -> None:
    """A page at a time, however long the log is."""
    wanted = _filter(since, until, caller, dialled, number, outcome=outcome, direction=direction, mos_below=mos_below,
                     one_way=one_way, recorded=recorded)
    found = list_calls(house(), tenant, wanted, sort, cursor)
    answer(found, as_json, lambda: _show_page(found))


@app.command(help=_("Tell a call whole: what happened, when, and why it went as it did."))
def show(tenant: Tenant, call: Call, as_json: AsJson = False) -> None:
    """With the release it ran under."""
    story = show_call(house(), tenant, call)
    answer({"call": story.call, "trail": str(story.call.trail or ""), "reasons": story.reasons,
            "quality": story.quality, "timeline": story.timeline, "release": story.release}, as_json,
           lambda: _show(story))


@app.command(help=_("Count a tenant's calls by how they ended."))
def count(tenant: Tenant, since: Since = "", until: Until = "", caller: Caller = "", dialled: Dialled = "",
          number: WithNumber = "", outcome: HowEnded = None, direction: Way = None, mos_below: Poor = None,
          one_way: Unheard = None, recorded: Recorded = None, as_json: AsJson = False) -> None:
    """The same questions as of the list."""
    wanted = _filter(since, until, caller, dialled, number, outcome=outcome, direction=direction, mos_below=mos_below,
                     one_way=one_way, recorded=recorded)
    found = count_calls(house(), tenant, wanted)
    answer({each.value: number for each, number in found.items()}, as_json, lambda: table(
        [_("How it ended"), _("Calls")],
        [(each.value, f"{number.calls}{'+' if number.more else ''}") for each, number in found.items()],
        _("There are no such calls.")))


@app.command("csv", help=_("Write a tenant's calls as CSV, the newest first."))
def as_csv(tenant: Tenant, since: Since = "", until: Until = "", caller: Caller = "", dialled: Dialled = "",
           number: WithNumber = "", outcome: HowEnded = None, direction: Way = None, mos_below: Poor = None,
           one_way: Unheard = None, recorded: Recorded = None) -> None:
    """No cell is one that a spreadsheet would compute."""
    wanted = _filter(since, until, caller, dialled, number, outcome=outcome, direction=direction, mos_below=mos_below,
                     one_way=one_way, recorded=recorded)
    for each in export_calls(house(), tenant, wanted):
        verbatim(each)
    sys.stdout.flush()


def _filter(since: str, until: str, caller: str, dialled: str, number: str, **more: Any) -> CallFilter:
    return CallFilter(since=moment("--since", since), until=moment("--until", until), caller=caller, dialled=dialled,
                      number=number, **more)


def _show_page(found: CallPage) -> None:
    table([_("Call"), _("When"), _("From"), _("Dialled"), _("Answered by"), _("Rang (s)"), _("Talked (s)"),
           _("How it ended"), _("MOS")],
          [(each.id, local(each.started), each.caller, each.dialled, each.answered_by, f"{each.ring_seconds:.1f}",
            f"{each.talk_seconds:.1f}", each.outcome.value, _mos(each)) for each in found.rows],
          _("There are no such calls."))
    if found.next:
        line(_("There are more: --cursor '{cursor}'").format(cursor=found.next))


def _mos(row: CallRow | Told) -> str:
    """The score, and a word where somebody was not heard at all."""
    score = "" if row.mos is None else f"{row.mos:.2f}"
    return _("{mos} (not heard: {side})").format(mos=score, side=row.one_way.value) if row.one_way else score


def _show(story: CallStory) -> None:
    call = story.call
    pairs([(_("Call"), call.id), (_("When"), local(call.started)), (_("From"), call.caller),
           (_("Dialled"), call.dialled), (_("Answered by"), call.answered_by),
           (_("Rang (s)"), f"{call.ring_seconds:.1f}"), (_("Talked (s)"), f"{call.talk_seconds:.1f}"),
           (_("How it ended"), call.outcome.value), (_("Ended by"), call.ended_by.value), (_("Codec"), call.codec),
           (_("MOS"), _mos(call)),
           (_("Release"), story.release)])
    line("")
    table([_("Second"), _("What happened")],
          [(f"{each.moment.offset:.1f}", tell(each.words)) for each in story.timeline], "")
    line("")
    for reason in (*story.reasons, *story.quality):
        line(tell(reason))
