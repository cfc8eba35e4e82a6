"""`tongdai journal`: who changed what, when, why and through which door."""

from gettext import gettext as _
from typing import Annotated

import typer

from tongdai.actions.journal import list_journal
from tongdai.cli.house import house, local
from tongdai.cli.options import AsJson, Page, verb
from tongdai.cli.output import answer, show_page
from tongdai.cli.words import tell

app = verb()

OfTenant = Annotated[str | None, typer.Option("--tenant", help=_("Handle of the tenant; without it, everything."))]


@app.command(help=_("Say who changed what, when, why and through which door; the newest first."))
def journal(tenant: OfTenant = None, page: Page = 1, as_json: AsJson = False) -> None:
    """Nothing is ever taken out of it."""
    found = list_journal(house(), tenant, page)
    answer(found, as_json, lambda: show_page(
        found, [_("When"), _("Who"), _("From"), _("Tenant"), _("What"), _("Why")],
        lambda each: (local(each.at), each.who, each.surface, each.tenant,
                      " ".join(tell(change.words()) for change in each.changes), each.why), _("Nothing yet.")))
