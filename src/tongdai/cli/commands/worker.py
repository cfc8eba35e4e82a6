"""`tongdai worker`: the background work alone; `tongdai run` starts this as one of its children."""

import logging
import signal
import threading
import time
from gettext import gettext as _

from tongdai.actions.working import work
from tongdai.cli.house import house
from tongdai.cli.options import verb

app = verb()


@app.command(help=_("Do the background work alone (a part of run)."))
def worker() -> None:
    """Until it is told to stop."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    work(house(), stop, time.monotonic)
