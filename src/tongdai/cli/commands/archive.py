"""`tongdai archive`: the calls of months that are over, as files."""

import sys
from gettext import gettext as _
from pathlib import Path
from typing import Annotated

import typer

from tongdai.actions.archive import list_months, open_month
from tongdai.cli.exits import Stop
from tongdai.cli.house import house, local
from tongdai.cli.options import AsJson, Tenant, nouns
from tongdai.cli.output import answer, line, table
from tongdai.domain.message import say
from tongdai.domain.storage import in_units

app = nouns(_("Calls of months that are over, as files: list, take."))

WhichMonth = Annotated[str, typer.Argument(metavar="MONTH", help=_("Month, such as 2026-10."))]
To = Annotated[Path | None, typer.Option("--to", help=_("File to write; without it, the standard output."))]


@app.command("list", help=_("List the months whose calls are archived, the newest first."))
def list_all(tenant: Tenant, as_json: AsJson = False) -> None:
    """A month is written a day after it is over, and anew when a call of it comes later."""
    found = list_months(house(), tenant)
    answer(found, as_json, lambda: table(
        [_("Month"), _("Calls"), _("Size"), _("Written"), _("File")],
        [(each.month, each.calls, in_units(each.size), local(each.at), each.file) for each in found],
        _("No month is archived yet.")))


@app.command(help=_("Hand over the calls of one month: lines of JSON, compressed with gzip."))
def take(tenant: Tenant, month: WhichMonth, to: To = None) -> None:
    """The first line of the file says what the others mean."""
    opened = open_month(house(), tenant, month)
    if to is None:
        for each in opened.chunks:
            sys.stdout.buffer.write(each)
        sys.stdout.buffer.flush()
        return
    try:
        with to.open("xb") as file:
            file.writelines(opened.chunks)
    except OSError as error:
        raise Stop(say("The file {file} cannot be written ({reason}).", file=str(to),
                       reason=error.strerror or str(error))) from error
    line(_("The calls of {month} are in {file}.").format(month=month, file=to))
