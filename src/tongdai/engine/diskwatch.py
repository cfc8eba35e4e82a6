"""Watch the disks of a cell, twice a second and whatever else goes on: the reserves, and the engine's logs."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress

from tongdai.domain.message import Message, say
from tongdai.domain.storage import ALARM, MEGABYTE, in_units
from tongdai.engine.budgets import logs_budget
from tongdai.engine.cell import CellDirectory, disk_error
from tongdai.engine.console import ConsoleSilentError, ask_console
from tongdai.engine.logs import thin_logs
from tongdai.engine.reserve import keep_database_reserve, keep_reserve, reserve_held
from tongdai.settings import Settings

LOOK_SECONDS = 0.5
LOGS_SECONDS = 5.0
THIN_AT = 80

Tell = Callable[[Message], None]


class DiskWatch:
    """A thread of the supervisor; use it in a `with` statement. What it does needs no database and no engine."""

    def __init__(self, settings: Settings, cell: CellDirectory, tell: Tell) -> None:
        self._settings, self._cell, self._tell = settings, cell, tell
        self._database = settings.database_file.parent if settings.database_file else None
        self._size = settings.spool_reserve_mb * MEGABYTE
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="disks", daemon=True)
        self._logs_due = 0.0
        self._is_given_up = self._were_logs_full = False
        self._trouble: Message | None = None

    def __enter__(self) -> "DiskWatch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(LOGS_SECONDS)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self.look()
                self._trouble = None
            except OSError as error:
                self._tell_once(disk_error(error, self._cell.path).message)
            self._stop.wait(LOOK_SECONDS)

    def look(self) -> None:
        """Once."""
        before = reserve_held(self._cell)
        held = keep_reserve(self._cell, self._size)
        if held < self._size and (held < before or not self._is_given_up):
            self._tell_given_up(held)
        elif held >= self._size and self._is_given_up:
            self._tell(say("There is room on the disk of {path} again, and the reserve for call events is whole.",
                           path=str(self._cell.spool)))
        self._is_given_up = held < self._size
        if self._database is not None and self._database.is_dir():
            keep_database_reserve(self._database)
        if time.monotonic() >= self._logs_due:
            self._logs_due = time.monotonic() + LOGS_SECONDS
            self._look_at_logs()

    def _tell_given_up(self, held: int) -> None:
        self._tell(say("The disk of {path} is full. Call events go on being written, into the reserve of {size}, of "
                       "which {held} are left. Make room on this disk.", path=str(self._cell.spool),
                       size=in_units(self._size), held=in_units(held)))

    def _look_at_logs(self) -> None:
        """The oldest go where room is scarce; the engine stops to log on a full disk, until it is told to go on."""
        budget = logs_budget(self._settings, self._cell)
        if budget.share >= THIN_AT:
            thin_logs(self._cell, budget.used - (budget.capacity or 0) * THIN_AT // 100)
            budget = logs_budget(self._settings, self._cell)
        is_full = budget.share >= ALARM
        if is_full and not self._were_logs_full:
            self._tell(say("The logs in {path} have no room: they take {used}, and {capacity} is all that they may. "
                           "Calls go on.", path=budget.directory, used=in_units(budget.used),
                           capacity=in_units(budget.capacity)))
        if self._were_logs_full and not is_full:
            with suppress(ConsoleSilentError):
                ask_console(self._cell.run, "logger reload")
        self._were_logs_full = is_full

    def _tell_once(self, message: Message) -> None:
        if message != self._trouble:
            self._tell(message)
        self._trouble = message
