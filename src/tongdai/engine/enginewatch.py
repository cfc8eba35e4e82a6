"""Watch over one engine: start it, notice when it dies, hangs or holds too little, keep evidence, start it again."""

import signal
import time
from collections.abc import Callable
from contextlib import suppress

from tongdai.domain.incident import Incident, IncidentKind
from tongdai.domain.message import Message, say
from tongdai.engine.backoff import Backoff
from tongdai.engine.boot import Boot, BootError, console_of, last_words, running_boot
from tongdai.engine.cell import CellDirectory
from tongdai.engine.console import ConsoleRefusedError, ConsoleSilentError, trim_memory
from tongdai.engine.deploy import ENDED_BY_US, settle_cell
from tongdai.engine.gather import gather_of_the_dead, gather_of_the_hanging
from tongdai.engine.generation import current_generation, current_number
from tongdai.engine.incidentbook import IncidentBook
from tongdai.engine.logs import bound_logs
from tongdai.engine.port import EngineError
from tongdai.engine.probe import silent_side
from tongdai.engine.process import is_running, kill_process
from tongdai.engine.program import EngineProgram
from tongdai.engine.pulse import bury_engine
from tongdai.engine.recorded import sweep_silence
from tongdai.engine.reserve import make_room
from tongdai.engine.start import Started, check_engine, fall_back, start_engine, stop_engine
from tongdai.settings import Settings

PROBE_SECONDS = 2.0
PROBE_AGAIN_SECONDS = 0.5
LONGEST_SILENCE = 6.5
LOG_SECONDS = 15.0
TRIM_SECONDS = 30.0
ROOM_TO_START = 8_000_000
EARLY_SECONDS = 5.0
MOST_EARLY_ENDS = 3

Tell = Callable[[Message], None]


class EngineWatch:
    """Holds the engine's process. `look` is called again and again; each look does what is due.

    An incident is open from the moment something is noticed until the engine serves again.
    """

    def __init__(self, settings: Settings, cell: CellDirectory, program: EngineProgram, book: IncidentBook,
                 tell: Tell) -> None:
        self._settings, self._cell, self._program, self._book, self._tell = settings, cell, program, book, tell
        self._backoff = Backoff()
        self._started: Started | None = None
        self._open: dict[IncidentKind, Incident] = {}
        self._began = self._answered = 0.0
        self._early_ends = 0
        self._probe_due = self._logs_due = self._trim_due = 0.0
        self._last_refusal: Message | None = None

    def take_over(self, boot: Boot) -> None:
        """Go on with an engine that a killed supervisor left; one that was only just starting may hold too little."""
        self._note_begin(Started(boot, None))
        self._tell(say("The engine still runs (process {pid}); calls went on.", pid=boot.process.pid))
        with suppress(ConsoleSilentError, ConsoleRefusedError, BootError):  # the probe finds out whether it stays so
            console_of(self._cell, LONGEST_SILENCE).tell("core waitfullybooted", "fully booted")
            settle_cell(self._cell)
            generation = current_generation(self._cell)
            findings = check_engine(self._cell, generation) if generation else ()
            if findings:
                self._half_booted(Started(boot, None, findings))

    def look(self, now: float) -> None:
        """Do what is due."""
        if self._started is not None and not self._is_alive(self._started):
            self._ended(self._started)
        if self._started is None:
            if self._backoff.is_due(now):
                self._start()
        elif now >= self._probe_due:
            self._probe(self._started)

    def refuse(self, reason: Message) -> None:
        """Something could not be done and is tried again later; said once, however often it is tried."""
        self._backoff.has_ended(time.monotonic())
        if reason != self._last_refusal:
            self._tell(reason)
        self._last_refusal = reason

    def end(self) -> None:
        """Stop the engine."""
        if running_boot(self._cell) is not None:
            self._tell(say("Stopping the engine."))
            stop_engine(self._cell)
        self._bury()
        self._end_incidents()

    def _is_alive(self, started: Started) -> bool:
        if started.process is not None:
            return started.process.poll() is None
        return is_running(started.boot.process)

    def _start(self) -> None:
        if current_number(self._cell) is None:
            self.refuse(say("The engine waits for the first publication."))
            return
        try:
            make_room(self._cell, ROOM_TO_START)
            started = start_engine(self._settings, self._cell, self._program)
        except BootError as error:
            self._not_held(error.message)
            self._backoff.has_ended(time.monotonic())
            return
        except EngineError as error:
            self.refuse(error.message)
            return
        self._last_refusal = None
        self._note_begin(started)
        if started.dropped is not None:
            self._note_trouble(started.dropped)
        if started.findings:
            self._half_booted(started)
        else:
            self._serves()

    def _note_begin(self, started: Started) -> None:
        now = time.monotonic()
        self._started, self._began, self._answered = started, now, now
        self._backoff.has_begun(now)

    def _serves(self) -> None:
        self._tell(say("The engine serves SIP on {host} port {port} (TLS {tls}).", host=self._settings.sip_host,
                       port=self._settings.sip_port, tls=self._settings.sip_tls_port))
        self._end_incidents()

    def _begin_incident(self, kind: IncidentKind, **details: str) -> Incident:
        """One of a kind at a time; all of them are over once the engine serves."""
        if kind in self._open:
            self._book.end(self._open.pop(kind))
        self._open[kind] = self._book.begin(kind, generation=str(current_number(self._cell) or "-"), **details)
        return self._open[kind]

    def _end_incidents(self) -> None:
        for incident in self._open.values():
            self._book.end(incident, serving=str(current_number(self._cell) or "-"))
        self._open.clear()

    def _half_booted(self, started: Started) -> None:
        """It runs and lacks something. It is ended and started again, unless there is nothing better to start from."""
        reason = started.findings[0].message
        may_be_better = self._not_held(reason)
        if may_be_better:
            kill_process(started.boot.process)
            self._bury()
            self._backoff.has_ended(time.monotonic())
        else:
            self._tell(say("The engine lacks something of its configuration: {words} Publish again.",
                           words=str(reason)))

    def _not_held(self, reason: Message) -> bool:
        """The engine did not come up as it must. After a few times it is the files that are at fault: go back.

        False where that was done and there is nothing to go back to.
        """
        self._note_trouble(reason)
        self._early_ends += 1
        return self._early_ends < MOST_EARLY_ENDS or self._go_back()

    def _note_trouble(self, reason: Message) -> None:
        if reason != self._last_refusal:
            self._tell(reason)
        self._last_refusal = reason
        if IncidentKind.ENGINE_HALF_BOOTED not in self._open:
            incident = self._begin_incident(IncidentKind.ENGINE_HALF_BOOTED, words=str(reason))
            gather_of_the_dead(self._cell, incident.id)

    def _go_back(self) -> bool:
        before, after = current_number(self._cell), fall_back(self._cell)
        if after is None:
            return False
        self._early_ends = 0
        self._tell(say("The engine did not stay up on generation {before} of its configuration and is started from "
                       "generation {after}, on which it stood before.", before=before or 0, after=after))
        return True

    def _ended(self, started: Started) -> None:
        """It ended by itself; one that does so again and again as soon as it is up is started from older files."""
        status = started.process.returncode if started.process is not None else None
        words, is_ours = last_words(self._cell), self._was_ended_by_us(started.boot)
        is_early = time.monotonic() - self._began < EARLY_SECONDS
        self._bury()
        if is_ours:
            self._tell(say("The engine was ended to take a configuration that no reload applies."))
            return
        wait = self._backoff.has_ended(time.monotonic())
        self._tell(say("The engine ended by itself and is started again in {seconds} seconds; its last words were: "
                       "{words}", seconds=f"{wait:g}", words=words))
        incident = self._begin_incident(IncidentKind.ENGINE_CRASHED, how=how_it_ended(status), words=words,
                                        boot=started.boot.name)
        gather_of_the_dead(self._cell, incident.id)
        self._early_ends = self._early_ends + 1 if is_early else 0
        if self._early_ends >= MOST_EARLY_ENDS:
            self._go_back()

    def _was_ended_by_us(self, boot: Boot) -> bool:
        with suppress(OSError):
            return (self._cell.instance / ENDED_BY_US).read_text(encoding="ascii") == boot.name
        return False

    def _bury(self) -> None:
        if self._started is not None:
            if self._started.process is not None:
                self._started.process.wait()
            with suppress(OSError):
                bury_engine(self._cell, self._started.boot.name)
        self._started = None

    def _probe(self, started: Started) -> None:
        silent = silent_side(self._cell.run, self._settings)
        now = time.monotonic()
        if not silent:
            self._answered, self._probe_due = now, now + PROBE_SECONDS
            self._early_ends = self._early_ends if now - self._began < EARLY_SECONDS else 0
            with suppress(OSError, ConsoleSilentError, ConsoleRefusedError):
                self._keep_small(now)
        elif now - self._answered < LONGEST_SILENCE:
            self._probe_due = now + PROBE_AGAIN_SECONDS
        else:
            self._hangs(started, silent, now - self._answered)

    def _hangs(self, started: Started, silent: str, seconds: float) -> None:
        self._tell(say("The engine hangs ({what} did not answer for {seconds} seconds); it is ended and started again.",
                       what=silent, seconds=round(seconds)))
        incident = self._begin_incident(IncidentKind.ENGINE_HUNG, what=silent, seconds=str(round(seconds)),
                                        boot=started.boot.name)
        gather_of_the_hanging(self._cell, incident.id, started.boot, self._settings.engine_cores == "yes")
        kill_process(started.boot.process)
        self._bury()

    def _keep_small(self, now: float) -> None:
        """Logs and memory of an engine that is well."""
        if now >= self._logs_due:
            self._logs_due = now + LOG_SECONDS
            bound_logs(self._cell)
            sweep_silence(self._cell, time.time())
            self._look_whether_it_was_mended()
        if now >= self._trim_due:
            self._trim_due = now + TRIM_SECONDS
            trim_memory(self._cell.run)

    def _look_whether_it_was_mended(self) -> None:
        """An engine that was left running although it lacks something may have been given it by a publication."""
        generation = current_generation(self._cell) if self._open else None
        with suppress(BootError):
            if generation is not None and not check_engine(self._cell, generation):
                self._end_incidents()


def how_it_ended(status: int | None) -> str:
    """An exit status as it is known among those who look for faults."""
    if status is None:
        return "status unknown"
    if status >= 0:
        return f"status {status}"
    try:
        return signal.Signals(-status).name
    except ValueError:
        return f"signal {-status}"
