"""`tongdai worker`: the background work alone; `tongdai run` starts this as one of its children."""

import signal
import threading
import time
from gettext import gettext as _

from tongdai.actions.working import work
from tongdai.cli.house import house
from tongdai.cli.options import Quiet, verb
from tongdai.cli.output import line, log_to_output

app = verb()


@app.command(help=_("Do the background work alone (a part of run)."))
def worker(quiet: Quiet = False) -> None:
    """Until it is told to stop."""
    log_to_output()
    ctx = house()
    if not quiet:
        line(_("The background work goes on until Ctrl-C."))
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        # in a thread of its own: a signal that comes while an event is being waited for holds that event's lock
        signal.signal(number, lambda *_: threading.Thread(target=stop.set).start())
    work(ctx, stop, time.monotonic)
