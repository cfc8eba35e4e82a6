"""`tongdai simulate`: what would happen to a call, and why, without a phone being rung."""

from gettext import gettext as _
from typing import Annotated

import typer

from tongdai.actions.simulate import Callee, Does, Simulation, World, simulate_call
from tongdai.cli.house import house
from tongdai.cli.options import AsJson, Tenant, verb
from tongdai.cli.output import answer, line
from tongdai.cli.words import tell

app = verb()

Caller = Annotated[str, typer.Argument(metavar="CALLER", help=_("Number of the extension that would call."))]
Dialled = Annotated[str, typer.Argument(metavar="DIALLED", help=_("What it would dial."))]
CallsUp = Annotated[int, typer.Option("--calls-up", min=0, max=100_000, help=_("Calls of the tenant already up."))]
Callees = Annotated[Does, typer.Option("--phone", help=_("What the phones that ring would do."))]
After = Annotated[float, typer.Option("--after", min=0, max=3600, help=_("After how many seconds of ringing."))]
Offline = Annotated[bool, typer.Option("--offline", help=_("As if no phone were registered."))]
GivesUp = Annotated[float | None, typer.Option("--gives-up", min=0, max=3600,
                                               help=_("The caller gives up after so many seconds."))]
Stopped = Annotated[bool, typer.Option("--recording-stopped", help=_("As if nothing were recorded for want of space."))]


@app.command(help=_("Say what would happen to a call, and why."))
def simulate(tenant: Tenant, caller: Caller, dialled: Dialled, calls_up: CallsUp = 0, phone: Callees = Does.ANSWERS,
             after: After = 3.0, offline: Offline = False, gives_up: GivesUp = None, stopped: Stopped = False,
             as_json: AsJson = False) -> None:
    """By the release in force."""
    world = World(calls_up=calls_up, registered=frozenset() if offline else None,
                  callees={dialled: Callee(phone, after)}, gives_up_after=gives_up,
                  recording_stopped=stopped)
    found = simulate_call(house(), tenant, caller, dialled, world)
    answer({"trail": str(found.trail), "reasons": found.reasons}, as_json, lambda: _show(found))


def _show(found: Simulation) -> None:
    for reason in found.reasons:
        line(tell(reason))
