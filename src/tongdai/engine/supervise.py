"""Keep the engine and our own processes alive, and stop them in order: the heart of `tongdai run`."""

import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from types import FrameType

from tongdai.domain.incident import Incident, IncidentKind
from tongdai.domain.message import Message, say
from tongdai.engine.boot import running_boot
from tongdai.engine.cell import cell_directory, disk_error, prepare_cell
from tongdai.engine.clock import ClockWatch
from tongdai.engine.diskwatch import DiskWatch
from tongdai.engine.enginewatch import EngineWatch, how_it_ended
from tongdai.engine.events import clock_line
from tongdai.engine.incidentbook import IncidentBook
from tongdai.engine.leftovers import engines_of
from tongdai.engine.occupancy import occupy
from tongdai.engine.ports import check_engine_ports, check_web_port
from tongdai.engine.process import kill_process
from tongdai.engine.program import EngineProgram
from tongdai.engine.pulse import beat, beating, bury_engine
from tongdai.engine.service import Service, end_left_services
from tongdai.engine.spool import add_line, prepare_spool
from tongdai.settings import Settings

TICK_SECONDS = 0.05
STEADY_SECONDS = 30.0
SECONDS_BETWEEN_JUMPS = 60.0

Tell = Callable[[Message], None]


def supervise_house(settings: Settings, program: EngineProgram, services: Sequence[Service], tell: Tell) -> None:
    """Run until SIGTERM or Ctrl-C, then stop the services in their order, and the engine last.

    1. One supervisor per data directory; what a killed one left of its services is ended, its engine kept.
    2. Ports that somebody else has are told before anything starts.
    3. Whatever ends is started again, ever later if it keeps ending; an engine that does not answer is ended first.

    Raises EngineError where it cannot begin.
    """
    cell = cell_directory(settings)
    with occupy(settings.data), _told_to_stop() as stop, beating(lambda: beat(cell)):
        supervisor = _Supervisor(settings, program, services, tell)
        supervisor.begin()
        try:
            with DiskWatch(settings, cell_directory(settings), tell):
                while not stop:
                    supervisor.tick()
                    time.sleep(TICK_SECONDS)
        finally:
            supervisor.end()


@contextmanager
def _told_to_stop() -> Iterator[list[int]]:
    """Signals to stop that came while we are in here: none, at first.

    A list and no event: a signal that comes while we wait for an event would wait for the lock that we hold.
    """
    stop: list[int] = []

    def hear(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        stop.append(number)

    before = {number: signal.signal(number, hear) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Supervisor:
    """Holds the processes. Everything happens in `tick`, one thing after the other."""

    def __init__(self, settings: Settings, program: EngineProgram, services: Sequence[Service], tell: Tell) -> None:
        self._settings, self._services, self._tell = settings, services, tell
        self._cell = cell_directory(settings)
        self._book = IncidentBook(self._cell, settings.cell)
        self._engine = EngineWatch(settings, self._cell, program, self._book, tell)
        self._clock = ClockWatch()
        self._jump_told = float("-inf")
        self._incidents: dict[str, Incident] = {}

    def begin(self) -> None:
        """Take over what runs, or make sure that it can."""
        prepare_cell(self._cell)
        left = end_left_services(self._settings.data)
        if left:
            self._tell(say("Ended {count} processes that a killed 'tongdai run' had left.", count=left))
        check_web_port(self._settings)
        prepare_spool(self._cell)
        boot = running_boot(self._cell)
        if boot is None:
            for unrecorded in engines_of(self._cell):
                kill_process(unrecorded)
            with suppress(OSError):
                bury_engine(self._cell)
        self._note_clock()
        if boot is None:
            check_engine_ports(self._settings)
        else:
            self._engine.take_over(boot)

    def tick(self) -> None:
        """Look after everything once."""
        try:
            self._watch_clock()
            self._engine.look(time.monotonic())
            for service in self._services:
                self._watch_service(service)
        except OSError as error:
            self._engine.refuse(disk_error(error, self._cell.path).message)

    def _watch_clock(self) -> None:
        jump = self._clock.jump()
        if not jump:
            return
        self._tell(say("The machine's clock jumped by {seconds} seconds. Calls go on and their durations are "
                       "corrected; check this machine's time synchronisation.", seconds=f"{jump:.1f}"))
        self._note_clock()
        now = time.monotonic()
        if now - self._jump_told > SECONDS_BETWEEN_JUMPS:
            self._jump_told = now
            self._book.end(self._book.begin(IncidentKind.CLOCK_JUMPED, seconds=f"{jump:.1f}"))

    def _note_clock(self) -> None:
        with suppress(OSError):
            add_line(self._cell, clock_line(self._clock.reading))

    def _watch_service(self, service: Service) -> None:
        status = service.has_ended()
        now = time.monotonic()
        if status is not None:
            wait = service.backoff.has_ended(now)
            self._tell(say("The {name} process ended with status {status} and is started again in {seconds} seconds.",
                           name=service.name, status=status, seconds=f"{wait:g}"))
            self._note_end(service, status)
        if service.process is None:
            if service.backoff.is_due(now):
                self._start_service(service, now)
        elif service.name in self._incidents and now - service.backoff.began > STEADY_SECONDS:
            self._book.end(self._incidents.pop(service.name))

    def _note_end(self, service: Service, status: int) -> None:
        """One incident, however often the process ends before it holds."""
        open_one = self._incidents.get(service.name)
        count = int(open_one.details["count"]) + 1 if open_one else 1
        details = {"name": service.name, "how": how_it_ended(status), "count": str(count)}
        self._incidents[service.name] = (self._book.add(open_one, **details) if open_one
                                         else self._book.begin(IncidentKind.SERVICE_ENDED, **details))

    def _start_service(self, service: Service, now: float) -> None:
        try:
            service.start(self._settings.data)
        except OSError as error:
            service.backoff.has_ended(now)
            self._tell(disk_error(error, self._cell.path).message)

    def end(self) -> None:
        """Stop the services in their order, then the engine; each within its bound, by force after that."""
        for service in self._services:
            if service.process is not None:
                self._tell(say("Stopping {name}.", name=service.name))
                if not service.stop():
                    self._tell(say("The {name} process did not end by itself and was ended by force.",
                                   name=service.name))
        for incident in self._incidents.values():
            self._book.end(incident)
        self._engine.end()
