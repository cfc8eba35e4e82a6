"""Keep the engine and our own processes alive, and stop them in order: the heart of `tongdai run`."""

import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from types import FrameType

from tongdai.domain.message import Message, say
from tongdai.engine.backoff import Backoff
from tongdai.engine.boot import Boot, last_words, running_boot
from tongdai.engine.cell import cell_directory, disk_error, prepare_cell
from tongdai.engine.clock import ClockWatch
from tongdai.engine.console import ConsoleRefusedError, ConsoleSilentError, trim_memory
from tongdai.engine.deploy import settle_cell
from tongdai.engine.diskwatch import DiskWatch
from tongdai.engine.events import clock_line
from tongdai.engine.generation import current_number
from tongdai.engine.logs import bound_logs
from tongdai.engine.occupancy import occupy
from tongdai.engine.port import EngineError
from tongdai.engine.ports import check_engine_ports, check_web_port
from tongdai.engine.probe import silent_side
from tongdai.engine.process import is_running, kill_process
from tongdai.engine.program import EngineProgram
from tongdai.engine.pulse import beat, beating, bury_engine
from tongdai.engine.reserve import make_room
from tongdai.engine.service import Service, end_recorded_services, record_services
from tongdai.engine.spool import add_line, prepare_spool
from tongdai.engine.start import Started, start_engine, stop_engine
from tongdai.settings import Settings

TICK_SECONDS = 0.25
PROBE_SECONDS = 2.0
MOST_MISSES = 3
LOG_SECONDS = 15.0
TRIM_SECONDS = 300.0
ROOM_TO_START = 8_000_000

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
                while not stop.wait(TICK_SECONDS):
                    supervisor.tick()
        finally:
            supervisor.end()


@contextmanager
def _told_to_stop() -> Iterator[threading.Event]:
    """An event that SIGTERM and SIGINT set, while we are in here."""
    stop = threading.Event()

    def hear(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        stop.set()

    before = {number: signal.signal(number, hear) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Supervisor:
    """Holds the processes. Everything happens in `tick`, one thing after the other."""

    def __init__(self, settings: Settings, program: EngineProgram, services: Sequence[Service], tell: Tell) -> None:
        self._settings, self._program, self._services, self._tell = settings, program, services, tell
        self._cell = cell_directory(settings)
        self._record = self._cell.instance / "services.json"
        self._backoff = Backoff()
        self._clock = ClockWatch()
        self._started: Started | None = None
        self._misses = 0
        self._probe_due = self._logs_due = self._trim_due = 0.0
        self._last_refusal: Message | None = None

    def begin(self) -> None:
        """Take over what runs, or make sure that it can."""
        prepare_cell(self._cell)
        left = end_recorded_services(self._record)
        if left:
            self._tell(say("Ended {count} processes that a killed 'tongdai run' had left.", count=left))
        check_web_port(self._settings)
        prepare_spool(self._cell)
        boot = running_boot(self._cell)
        if boot is None:
            self._bury()
        self._note_clock()
        if boot is None:
            check_engine_ports(self._settings)
        else:
            self._started = Started(boot, None)
            self._backoff.has_begun(time.monotonic())
            self._tell(say("The engine still runs (process {pid}); calls went on.", pid=boot.process.pid))
            settle_cell(self._cell)

    def tick(self) -> None:
        """Look after everything once."""
        try:
            self._watch_clock()
            self._watch_engine()
            for service in self._services:
                self._watch_service(service)
        except OSError as error:
            self._refuse(disk_error(error, self._cell.path).message)

    def _watch_clock(self) -> None:
        jump = self._clock.jump()
        if jump:
            self._tell(say("The machine's clock jumped by {seconds} seconds. Calls go on and their durations are "
                           "corrected; check this machine's time synchronisation.", seconds=f"{jump:.1f}"))
            self._note_clock()

    def _note_clock(self) -> None:
        with suppress(OSError):
            add_line(self._cell, clock_line(self._clock.reading))

    def _watch_engine(self) -> None:
        now = time.monotonic()
        if self._started is None:
            if self._backoff.is_due(now):
                self._start_engine()
        elif not self._is_alive(self._started):
            self._engine_ended(now)
        elif now >= self._probe_due:
            self._probe_due = now + PROBE_SECONDS
            self._probe(self._started.boot)

    def _is_alive(self, started: Started) -> bool:
        if started.process is not None:
            return started.process.poll() is None
        return is_running(started.boot.process)

    def _start_engine(self) -> None:
        if current_number(self._cell) is None:
            self._refuse(say("The engine waits for the first publication."))
            return
        try:
            make_room(self._cell, ROOM_TO_START)
            self._started = start_engine(self._settings, self._cell, self._program)
        except EngineError as error:
            self._refuse(error.message)
            return
        self._backoff.has_begun(time.monotonic())
        self._misses, self._last_refusal = 0, None
        self._tell(say("The engine serves SIP on {host} port {port} (TLS {tls}).", host=self._settings.sip_host,
                       port=self._settings.sip_port, tls=self._settings.sip_tls_port))
        for finding in self._started.findings[:1]:
            self._tell(say("The engine lacks something of its configuration: {words} Publish again.",
                           words=str(finding.message)))

    def _refuse(self, reason: Message) -> None:
        """Something could not be done and is tried again later; said once, however often it is tried."""
        self._backoff.has_ended(time.monotonic())
        if reason != self._last_refusal:
            self._tell(reason)
        self._last_refusal = reason

    def _bury_engine(self) -> None:
        if self._started is not None:
            if self._started.process is not None:
                self._started.process.wait()
            self._bury(self._started.boot.name)
        self._started = None

    def _bury(self, boot: str = "") -> None:
        with suppress(OSError):
            bury_engine(self._cell, boot)

    def _engine_ended(self, now: float) -> None:
        self._bury_engine()
        wait = self._backoff.has_ended(now)
        self._tell(say("The engine ended by itself and is started again in {seconds} seconds; its last words were: "
                       "{words}", seconds=f"{wait:g}", words=last_words(self._cell)))

    def _probe(self, boot: Boot) -> None:
        silent = silent_side(self._cell.run, self._settings)
        self._misses = self._misses + 1 if silent else 0
        if self._misses >= MOST_MISSES:
            self._tell(say("The engine hangs ({what} did not answer {count} times); it is ended and started again.",
                           what=silent, count=self._misses))
            kill_process(boot.process)
            self._bury_engine()
        elif not silent:
            with suppress(OSError, ConsoleSilentError, ConsoleRefusedError):
                self._keep_small()

    def _keep_small(self) -> None:
        """Logs and memory of an engine that is well."""
        now = time.monotonic()
        if now >= self._logs_due:
            self._logs_due = now + LOG_SECONDS
            bound_logs(self._cell)
        if now >= self._trim_due:
            self._trim_due = now + TRIM_SECONDS
            trim_memory(self._cell.run)

    def _watch_service(self, service: Service) -> None:
        status = service.has_ended()
        now = time.monotonic()
        if status is not None:
            wait = service.backoff.has_ended(now)
            self._tell(say("The {name} process ended with status {status} and is started again in {seconds} seconds.",
                           name=service.name, status=status, seconds=f"{wait:g}"))
        elif service.process is None and service.backoff.is_due(now):
            self._start_service(service, now)

    def _start_service(self, service: Service, now: float) -> None:
        try:
            service.start()
            record_services(self._record, self._services)
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
        if running_boot(self._cell) is not None:
            self._tell(say("Stopping the engine."))
            stop_engine(self._cell)
        self._bury_engine()
        self._record.unlink(missing_ok=True)
