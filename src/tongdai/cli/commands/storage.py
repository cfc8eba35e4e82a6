"""`tongdai storage`: what takes how much of the disk, and what is stopped by it."""

from gettext import gettext as _
from typing import Annotated

import typer

from tongdai.actions.storage import Budget, BudgetName, BudgetState, RecordingsShare, Storage, recording_share, storage
from tongdai.cli.exits import Code
from tongdai.cli.house import house
from tongdai.cli.options import AsJson, verb
from tongdai.cli.output import answer, line, pairs, table
from tongdai.domain.storage import in_units

app = verb()


@app.command(help=_("Say what takes how much of the disk; ends with 3 where something is stopped by it."))
def show(tenant: Annotated[str, typer.Option("--tenant", help=_("Only the recordings of this tenant."))] = "",
         as_json: AsJson = False) -> int:
    """Measured now."""
    if tenant:
        share = recording_share(house(), tenant)
        answer(share, as_json, lambda: _show_share(share))
        return Code.DONE
    found = storage(house())
    answer(_data(found), as_json, lambda: _show(found))
    return Code.BROKEN if found.alarms else Code.DONE


def _data(found: Storage) -> dict[str, object]:
    return {"budgets": [_budget(each) for each in found.budgets], "reserve_held": found.reserve_held,
            "reserve_size": found.reserve_size, "recording": found.is_recording, "uploads": found.takes_uploads,
            "alarms": sorted(found.alarms)}


def _budget(each: Budget) -> dict[str, object]:
    names = ("name", "directory", "used", "limit", "free", "capacity", "share", "state")
    return {name: getattr(each, name) for name in names}


def _show(found: Storage) -> None:
    names = {BudgetName.DATABASE: _("Database"), BudgetName.SPOOL: _("Spool"),
             BudgetName.RECORDINGS: _("Recordings"), BudgetName.LOGS: _("Logs")}
    states = {BudgetState.ROOM: _("room enough"), BudgetState.SCARCE: _("nearly full"), BudgetState.FULL: _("full")}
    table([_("Budget"), _("Used"), _("Of"), _("Share"), _("State"), _("Where")],
          [(names[each.name], in_units(each.used), in_units(each.capacity), f"{each.share} %", states[each.state],
            each.directory or _("database server")) for each in found.budgets], "")
    line("")
    pairs([(_("Kept for call events"), _("{held} of {size}").format(
                held=in_units(found.reserve_held), size=in_units(found.reserve_size))),
           (_("New calls are recorded"), _("yes") if found.is_recording else _("no, until there is room")),
           (_("Files are taken"), _("yes") if found.takes_uploads else _("no, until there is room"))])


def _show_share(share: RecordingsShare) -> None:
    pairs([(_("Recordings"), share.count), (_("Used"), in_units(share.used)),
           (_("Of"), in_units(share.limit)), (_("Days kept"), share.days)])
