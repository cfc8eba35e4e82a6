"""`tongdai incident`: what went wrong with the house itself, whom it hurt, and the evidence that was kept."""

import sys
from gettext import gettext as _
from typing import Annotated

import typer

from tongdai.actions.incidents import IncidentStory, evidence_file, list_incidents, open_alarms, show_incident
from tongdai.cli.house import house, local
from tongdai.cli.options import AsJson, Page, nouns
from tongdai.cli.output import answer, line, pairs, show_page, table
from tongdai.cli.words import tell

app = nouns(_("Incidents of this installation: list, alarms, show, evidence."))

Id = Annotated[str, typer.Argument(metavar="INCIDENT", help=_("Id of the incident, from the list."))]
File = Annotated[str, typer.Argument(metavar="FILE", help=_("Name of the file, as 'show' lists it."))]


@app.command("list", help=_("List incidents, the newest first."))
def list_all(page: Page = 1, as_json: AsJson = False) -> None:
    """A page at a time."""
    found = list_incidents(house(), page)
    answer(found, as_json, lambda: show_page(
        found, [_("Incident"), _("Began"), _("Ended"), _("Calls cut"), _("What happened")],
        lambda each: (each.incident.id, local(each.incident.began), local(each.incident.ended), each.calls,
                      tell(each.words)), _("There were no incidents.")))


@app.command(help=_("List what is still wrong."))
def alarms(as_json: AsJson = False) -> None:
    """Incidents that have not ended."""
    rows = open_alarms(house())
    answer(rows, as_json, lambda: table(
        [_("Incident"), _("Began"), _("What happened")],
        [(each.incident.id, local(each.incident.began), tell(each.words)) for each in rows],
        _("Nothing is wrong.")))


@app.command(help=_("Tell an incident whole: what to do, whom it hurt, and which evidence is kept."))
def show(incident: Id, as_json: AsJson = False) -> None:
    """With everything that is known of it."""
    story = show_incident(house(), incident)
    answer(story, as_json, lambda: _show(story))


@app.command(help=_("Write a file of evidence to the standard output."))
def evidence(incident: Id, file: File) -> None:
    """As it was kept."""
    sys.stdout.buffer.write(evidence_file(house(), incident, file))
    sys.stdout.buffer.flush()


def _show(story: IncidentStory) -> None:
    incident = story.row.incident
    pairs([(_("Incident"), incident.id), (_("Began"), local(incident.began)), (_("Ended"), local(incident.ended)),
           (_("Calls cut"), story.row.calls), *sorted(incident.details.items())])
    line("")
    line(tell(story.row.words))
    line(tell(story.remedy))
    if story.affected:
        line("")
        table([_("Tenant"), _("Name"), _("Calls cut")], [(each.tenant, each.name, each.calls)
                                                         for each in story.affected], "")
    if story.evidence:
        line("")
        table([_("Evidence"), _("Bytes")], [(each.name, each.size) for each in story.evidence], "")
