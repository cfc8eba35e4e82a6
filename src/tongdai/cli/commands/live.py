"""`tongdai live`: the calls that are up now."""

from gettext import gettext as _
from typing import Annotated

import typer

from tongdai.actions.live import hang_up_call, live_calls
from tongdai.cli.house import house
from tongdai.cli.options import AsJson, Tenant, nouns
from tongdai.cli.output import answer, line, table

app = nouns(_("Calls that are up now: list, hang-up."))

Call = Annotated[str, typer.Argument(metavar="CALL", help=_("Id of the call, from the list."))]


@app.command("list", help=_("List a tenant's calls that are up, the longest first."))
def list_all(tenant: Tenant, as_json: AsJson = False) -> None:
    """As the engine says it now."""
    rows = live_calls(house(), tenant)
    answer(rows, as_json, lambda: table(
        [_("Call"), _("From"), _("Dialled"), _("With"), _("State"), _("Seconds")],
        [(each.id, each.caller, each.dialled, each.peer, each.state, each.seconds) for each in rows],
        _("No call is up.")))


@app.command("hang-up", help=_("End a call."))
def hang_up(tenant: Tenant, call: Call, as_json: AsJson = False) -> None:
    """Both sides hear it end."""
    hang_up_call(house(), tenant, call)
    answer({"ended": call}, as_json, lambda: line(_("The call has ended.")))
