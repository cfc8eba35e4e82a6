"""`tongdai plan`: the call plan of a tenant, which is where every call is decided."""

from gettext import gettext as _
from typing import Annotated

import typer

from tongdai.actions.plans import PlanMap, see_plan
from tongdai.cli.house import house
from tongdai.cli.options import AsJson, Tenant, verb
from tongdai.cli.output import answer, line, table
from tongdai.cli.words import tell

app = verb()

OfRelease = Annotated[int | None, typer.Option("--release", min=1, max=2**31 - 1,
                                               help=_("That of a former release; without it, the one in force."))]


@app.command(help=_("Show a tenant's call plan: what is decided where, and where each way leads."))
def plan(tenant: Tenant, release: OfRelease = None, as_json: AsJson = False) -> None:
    """One way out of one node on each line."""
    found = see_plan(house(), tenant, release)
    answer(found, as_json, lambda: _show(found))


def _show(found: PlanMap) -> None:
    titles = {each.id: tell(each.title) for each in found.spots}
    table([_("Where"), _("If"), _("Then")],
          [(titles[each.node], tell(each.title), titles[each.target]) for each in found.ways],
          _("The tenant was deleted by this release."))
    if found.ways:
        line(_("A call from a phone begins at the first line."))
