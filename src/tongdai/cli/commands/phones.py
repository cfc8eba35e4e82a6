"""`tongdai phones`: which phones are registered, and from where."""

from gettext import gettext as _

from tongdai.actions.live import registrations
from tongdai.cli.house import house, local
from tongdai.cli.options import AsJson, Tenant, verb
from tongdai.cli.output import answer, table

app = verb()


@app.command(help=_("List a tenant's phones that are registered, and from where."))
def phones(tenant: Tenant, as_json: AsJson = False) -> None:
    """As the engine says it now."""
    rows = registrations(house(), tenant)
    answer(rows, as_json, lambda: table(
        [_("Extension"), _("Address"), _("Transport"), _("Phone"), _("Round trip (ms)"), _("Until")],
        [(each.number, each.address, each.transport, each.user_agent,
          "" if each.round_trip_ms is None else f"{each.round_trip_ms:.1f}", local(each.expires)) for each in rows],
        _("No phone is registered.")))
