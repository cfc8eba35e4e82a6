"""Start a cell's engine from the generation in force, and make sure that it holds what that generation promises."""

import resource
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from tongdai.compiler import PLACE_FILES
from tongdai.domain.finding import Finding
from tongdai.domain.message import Message, say
from tongdai.engine.astdb import write_database
from tongdai.engine.boot import (
    Boot,
    BootError,
    Doors,
    console_of,
    gather_share,
    launch,
    mint_boot,
    record_boot,
    running_boot,
    wait_until_booted,
    write_instance,
)
from tongdai.engine.cell import WRITABLE, CellDirectory, disk_error, give, prepare_cell
from tongdai.engine.certificate import provide_certificate
from tongdai.engine.console import ConsoleRefusedError, ConsoleSilentError
from tongdai.engine.deploy import SECONDS_TO_WAIT, last_applied
from tongdai.engine.environment import engine_environment
from tongdai.engine.events import boot_line
from tongdai.engine.generation import (
    Generation,
    current_generation,
    drop_generation,
    link_place,
    mark_applied,
    switch_to,
)
from tongdai.engine.inventory import compare_inventory, take_inventory_for
from tongdai.engine.locks import hold
from tongdai.engine.port import EngineError
from tongdai.engine.process import end_process, mark_process
from tongdai.engine.program import EngineProgram
from tongdai.engine.pulse import bury_engine
from tongdai.engine.spool import add_line, prepare_spool, seal_spool
from tongdai.settings import Settings

SECONDS_TO_BOOT = 20.0
SECONDS_TO_STOP = 10.0


@dataclass(frozen=True, slots=True)
class Started:
    """A running engine. `process` is None where it ran before we came; `findings` tell what it lacks.

    `dropped` says why it does not stand on the generation that was in force.
    """

    boot: Boot
    process: "subprocess.Popen[bytes] | None"
    findings: tuple[Finding, ...] = ()
    dropped: Message | None = None


def start_engine(settings: Settings, cell: CellDirectory, program: EngineProgram) -> Started:
    """Start the engine, unless it runs already.

    It starts from the generation in force. Where it does not come up on one that no engine stood on before, it
    starts from the last one that an engine did stand on. Raises EngineError where it does not come up at all.
    """
    prepare_cell(cell)
    with hold(cell.path / "deploy.lock", SECONDS_TO_WAIT):
        running = running_boot(cell)
        if running is not None:
            return Started(running, None)
        generation = current_generation(cell)
        if generation is None:
            raise EngineError(say("There is nothing to start the engine from yet; run 'tongdai publish' first."))
        try:
            return _start_on(settings, cell, program, generation)
        except BootError as error:
            last = None if generation.is_applied else last_applied(cell)
            if last is None:
                raise
            switch_to(cell, last)
            drop_generation(cell, generation)
            return replace(_start_on(settings, cell, program, last), dropped=error.message)


def fall_back(cell: CellDirectory) -> int | None:
    """Put the generation in force on which an engine stood before this one; None where there is none."""
    with hold(cell.path / "deploy.lock", SECONDS_TO_WAIT):
        last = last_applied(cell)
        if last is not None:
            switch_to(cell, last)
        return last.number if last else None


def _start_on(settings: Settings, cell: CellDirectory, program: EngineProgram, generation: Generation) -> Started:
    try:
        name = _furnish(settings, cell, program, generation)
        add_line(cell, boot_line(time.time(), name))
        process = launch(cell, program, engine_environment())
        if settings.engine_cores == "yes":
            allow_core(process.pid)
    except OSError as error:
        raise disk_error(error, cell.path) from error
    try:
        boot = _boot_of(process, name)
        record_boot(cell, boot)
        wait_until_booted(cell, process, SECONDS_TO_BOOT)
        findings = check_engine(cell, generation)
        if findings and not generation.is_applied:
            raise BootError(say("The engine does not hold what its configuration promises: {words}",
                                  words=str(findings[0].message)))
        mark_applied(cell, generation)
    except BaseException as error:
        process.kill()
        process.wait()
        if isinstance(error, OSError):
            raise disk_error(error, cell.path) from error
        raise
    return Started(boot, process, findings)


def allow_core(pid: int) -> None:
    """Let the kernel keep the memory of a process that crashes, in the directory it runs in."""
    with suppress(OSError, ValueError):
        resource.prlimit(pid, resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def _furnish(settings: Settings, cell: CellDirectory, program: EngineProgram, generation: Generation) -> str:
    """Everything that this boot reads; the spool of the boot before is sealed."""
    now = datetime.now(UTC)
    certificate, key = provide_certificate(cell, settings, now)
    doors = Doors(
        sip_host=settings.sip_host, sip_port=settings.sip_port,
        sip_tls_port=settings.sip_tls_port, tls_certificate=str(certificate), tls_key=str(key),
        rtp_first_port=settings.rtp_first_port, rtp_last_port=settings.rtp_last_port)
    gather_share(cell, program)
    give(cell, cell.state / "keys", WRITABLE)
    prepare_spool(cell)
    bury_engine(cell)
    seal_spool(cell)
    write_database(cell, generation.build.database)
    link_place(generation.path, PLACE_FILES)
    name = mint_boot(settings.cell)
    write_instance(cell, name, settings.cell, program, doors)
    return name


def _boot_of(process: "subprocess.Popen[bytes]", name: str) -> Boot:
    mark = mark_process(process.pid)
    if mark is None:
        raise BootError(say("The engine ended as soon as it was started."))
    return Boot(name, mark)


def check_engine(cell: CellDirectory, generation: Generation) -> tuple[Finding, ...]:
    """What a running engine lacks of its generation. Raises BootError where it does not answer."""
    try:
        return compare_inventory(generation.build, take_inventory_for(console_of(cell), generation.build))
    except (ConsoleSilentError, ConsoleRefusedError) as error:
        raise BootError(say("The engine started and does not say what it holds ({reason}).",
                              reason=str(error))) from error


def stop_engine(cell: CellDirectory, seconds: float = SECONDS_TO_STOP) -> bool:
    """Stop the engine that runs in a cell, by force where it does not go by itself. False where none ran."""
    boot = running_boot(cell)
    if boot is None:
        return False
    end_process(boot.process, seconds)
    return True
