"""Put a proved Build in force: whole or not at all, read back, and back to the last good one where it does not hold."""

from collections.abc import Mapping
from contextlib import suppress

from tongdai.compiler import PLACE_FILES, Build, compare_builds
from tongdai.domain.finding import Finding
from tongdai.domain.message import say
from tongdai.engine.boot import Boot, console_of, running_boot
from tongdai.engine.cell import CellDirectory, disk_error, prepare_cell
from tongdai.engine.console import ConsoleRefusedError, ConsoleSilentError
from tongdai.engine.durable import replace_durably
from tongdai.engine.generation import (
    Generation,
    current_generation,
    current_number,
    drop_generation,
    mark_applied,
    numbers,
    prune,
    read_generation,
    release_variables,
    switch_to,
    write_generation,
)
from tongdai.engine.locks import hold
from tongdai.engine.port import EngineError
from tongdai.engine.process import end_process
from tongdai.engine.program import EngineProgram
from tongdai.engine.proofs import proved_details
from tongdai.engine.prove import prove_build
from tongdai.engine.reload import bring, bring_wholly

SECONDS_TO_WAIT = 60.0
ENDED_BY_US = "ended"
"""Names the boot that a deployment ended because no reload would do: its end is no incident."""

SECONDS_TO_ANSWER = 10.0


def deploy_build(cell: CellDirectory, program: EngineProgram, build: Build, releases: Mapping[str, int]) -> None:
    """Put a Build in force.

    1. Finish or take back what a killed deployment left.
    2. Nothing to do where this Build and these releases are in force.
    3. Write the generation whole, switch to it in one step, bring the running engine there, read back.
    4. Where that does not hold, switch back, bring the engine back, and say why.

    A change that no reload applies (a new list of modules, after an upgrade of ours) ends the engine; whoever
    supervises it starts it again, from the new tree.
    """
    prepare_cell(cell)
    release_variables(releases)
    try:
        with hold(cell.path / "deploy.lock", SECONDS_TO_WAIT):
            before = settle(cell)
            if before is None or before.build.digest != build.digest or before.releases != releases:
                _switch(cell, before, build, releases, _proved(cell, program, build))
    except OSError as error:
        raise disk_error(error, cell.generations) from error


def _switch(cell: CellDirectory, before: Generation | None, build: Build, releases: Mapping[str, int],
            details: Mapping[str, str]) -> None:
    after = write_generation(cell, build, releases, PLACE_FILES, before)
    switch_to(cell, after)
    boot = running_boot(cell)
    if boot is not None:
        _bring_or_return(cell, boot, before, after, details)
    with suppress(OSError):  # what cannot be written down now is found out by the next deployment
        if boot is not None and running_boot(cell) is not None:
            mark_applied(cell, after)
        prune(cell)


def _proved(cell: CellDirectory, program: EngineProgram, build: Build) -> Mapping[str, str]:
    """What the proof saw of the changed accounts; proves the Build first if nobody has. Raises EngineError."""
    details = proved_details(cell, build.digest, program.version)
    if details is not None:
        return details
    proof = prove_build(cell, program, build)
    if proof.findings:
        raise EngineError(say("This configuration was refused by the proof boot: {words} ({count} findings). "
                              "Nothing was changed.", words=str(proof.findings[0].message), count=len(proof.findings)))
    return proved_details(cell, build.digest, program.version) or {}


def _bring_or_return(cell: CellDirectory, boot: Boot, before: Generation | None, after: Generation,
                     details: Mapping[str, str]) -> None:
    try:
        findings = _bring(cell, boot, before, after, details)
        if not findings:
            return
        reason = str(findings[0].message)
    except (ConsoleSilentError, ConsoleRefusedError, OSError) as error:
        reason = str(error)
    _return_to(cell, before, after)
    raise EngineError(say("The engine did not take the new configuration ({reason}). It was put back on the one "
                          "before; nothing was changed. Publish again; if it happens twice, restart the engine.",
                          reason=reason))


def _bring(cell: CellDirectory, boot: Boot, before: Generation | None, after: Generation,
           details: Mapping[str, str]) -> tuple[Finding, ...]:
    if before is not None and compare_builds(before.build, after.build).reload.restart:
        replace_durably(cell.instance / ENDED_BY_US, boot.name, 0o640)
        end_process(boot.process, SECONDS_TO_ANSWER)
        return ()
    console = console_of(cell, SECONDS_TO_ANSWER)
    console.tell("core show version", "Asterisk")  # one that hangs would do later what it is told now
    return bring_wholly(console, after) if before is None else bring(console, before, after, details)


def _return_to(cell: CellDirectory, before: Generation | None, failed: Generation) -> None:
    """Switch back; the engine is brought back as far as it answers, and starts from the old tree in any case."""
    if before is None:
        cell.current.unlink()
    else:
        switch_to(cell, before)
        with suppress(ConsoleSilentError, ConsoleRefusedError):
            bring_wholly(console_of(cell, SECONDS_TO_ANSWER), before)
    drop_generation(cell, failed)


def settle_cell(cell: CellDirectory) -> None:
    """Finish or take back what a killed deployment left; for whoever comes first after a death."""
    with hold(cell.path / "deploy.lock", SECONDS_TO_WAIT):
        settle(cell)


def settle(cell: CellDirectory) -> Generation | None:
    """After a kill: make engine and tree agree again, and give the generation in force.

    A generation that is current and not marked as applied was left by a deployment that was killed between the
    switch and the read back. It had been proved, so the engine is brought there; if it will not go, both return
    to the last one that was applied. A stopped engine needs nothing: it starts from the current generation.
    """
    generation = current_generation(cell)
    boot = running_boot(cell)
    if generation is None or generation.is_applied or boot is None:
        return generation
    with suppress(ConsoleSilentError, ConsoleRefusedError):
        if not bring_wholly(console_of(cell, SECONDS_TO_ANSWER), generation):
            mark_applied(cell, generation)
            return generation
    last = last_applied(cell)
    if last is not None:
        _return_to(cell, last, generation)
    return last or generation


def last_applied(cell: CellDirectory) -> Generation | None:
    """The youngest generation before the current one on which an engine has stood."""
    current = current_number(cell)
    for number in reversed([each for each in numbers(cell) if current is None or each < current]):
        generation = read_generation(cell, number)
        if generation.is_applied:
            return generation
    return None
