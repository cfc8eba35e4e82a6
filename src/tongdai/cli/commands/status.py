"""`tongdai status`: how this installation is."""

from gettext import gettext as _

from tongdai.actions.status import HouseStatus, house_status
from tongdai.cli.exits import Code
from tongdai.cli.house import house
from tongdai.cli.options import AsJson, verb
from tongdai.cli.output import answer, pairs
from tongdai.domain.observation import EngineState

app = verb()


@app.command(help=_("Say how this installation is; ends with 3 where the engine does not serve."))
def status(as_json: AsJson = False) -> int:
    """Good for a monitor."""
    found = house_status(house())
    answer(found, as_json, lambda: _show(found))
    return Code.DONE if found.engine is EngineState.SERVING else Code.BROKEN


def _show(found: HouseStatus) -> None:
    states = {EngineState.SERVING: _("serving"), EngineState.STARTING: _("starting"),
              EngineState.SILENT: _("not answering"), EngineState.STOPPED: _("stopped")}
    hours, seconds = divmod(found.up_seconds, 3600)
    pairs([(_("tongdai"), found.version), (_("Engine"), states[found.engine]),
           (_("Engine's version"), found.engine_version),
           (_("Up since"), _("{hours} h {minutes} min").format(hours=hours, minutes=seconds // 60)),
           (_("Tenants"), found.tenants), (_("Extensions"), found.extensions),
           (_("Phones registered"), found.phones), (_("Calls now"), found.calls)])
