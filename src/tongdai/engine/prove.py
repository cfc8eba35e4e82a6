"""Prove a Build: boot a scratch engine on it, take its inventory, compare; a reload of the real one shows no errors."""

import re
import secrets
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from tongdai.compiler import PLACE_FILES, Build, lint_build
from tongdai.domain.finding import Finding, FindingKind, has_errors
from tongdai.engine.astdb import write_database
from tongdai.engine.boot import Doors, console_of, gather_share, launch, mint_boot, wait_until_booted, write_instance
from tongdai.engine.cell import READ_ONLY, WRITABLE, CellDirectory, disk_error, give, prepare_cell
from tongdai.engine.console import ConsoleRefusedError, ConsoleSilentError
from tongdai.engine.environment import engine_environment
from tongdai.engine.generation import current_generation, write_scratch
from tongdai.engine.inventory import CELL, compare_inventory, take_inventory_for
from tongdai.engine.locks import hold
from tongdai.engine.port import EngineError, Proof
from tongdai.engine.process import ProcessMark, dying_with_us, kill_process, mark_process
from tongdai.engine.program import EngineProgram
from tongdai.engine.proofs import remember_proof
from tongdai.engine.readback import changed_accounts, read_details

SECONDS_TO_BOOT = 30.0
SECONDS_TO_WAIT = 60.0
SHOWN_LINES = 5
MARK = "engine.mark"

E_PROOF_BOOT = FindingKind(
    "E_PROOF_BOOT", "A scratch engine does not start on these files: {words}",
    "Nothing was changed. Mend what its last words name, and publish again.")
E_PROOF_LOG = FindingKind(
    "E_PROOF_LOG", "The engine complains about these files: {words}",
    "Nothing was changed. Mend what the line names, and publish again.")

KINDS = (E_PROOF_BOOT, E_PROOF_LOG)

_COMPLAINT = re.compile(r"^\[[^\]]*\] (?:WARNING|ERROR)\[\d+\](?:\[[^\]]*\])? (?P<file>[\w./-]+): (?P<words>.*)$")
_OF_THE_MOMENT = {"taskprocessor.c"}
"""A queue that was long while thousands of phones were read says something of the machine, not of the files."""


def prove_build(cell: CellDirectory, program: EngineProgram, build: Build) -> Proof:
    """Read a Build back and boot a scratch engine on it; neither alone sees everything.

    What is well-formed and wrong (a foreign context, a command in a label) only reading shows; what Asterisk makes of
    the files only Asterisk shows. A Build without findings is remembered as proved.
    """
    faults = lint_build(build)
    if has_errors(faults):
        return Proof(faults, 0.0)
    before = current_generation(cell)
    accounts = changed_accounts(before.build if before else None, build)
    proof, details = boot_build(cell, program, build, accounts)
    if not proof.findings:
        with suppress(OSError):  # then it is proved again before it is deployed
            remember_proof(cell, build.digest, program.version, details)
    return proof


def boot_build(cell: CellDirectory, program: EngineProgram, build: Build, accounts: tuple[str, ...] = (),
               ) -> tuple[Proof, dict[str, str]]:
    """Boot a scratch engine on a Build; also gives what it made of these accounts.

    1. Write the Build, a place that listens nowhere, and the engine's database.
    2. Start, wait for "fully booted", take the inventory, kill.
    3. Every difference to the manifest is a finding, and so is every warning in the log.
    """
    started = time.monotonic()
    prepare_cell(cell)
    gather_share(cell, program)
    with _scratch(cell) as scratch:
        findings, details = _boot_and_compare(scratch, program, build, accounts)
    return Proof(findings, time.monotonic() - started), details


@contextmanager
def _scratch(cell: CellDirectory) -> Iterator[CellDirectory]:
    """A directory for one scratch engine; one at a time, so that whoever holds the lock may sweep."""
    with hold(cell.scratch / "lock", SECONDS_TO_WAIT):
        sweep_scratch(cell)
        scratch = CellDirectory(cell.scratch / secrets.token_hex(6), cell.uid)
        try:
            _furnish(cell, scratch)
            yield scratch
        except OSError as error:
            raise disk_error(error, scratch.path) from error
        finally:
            sweep_scratch(cell)


def _furnish(cell: CellDirectory, scratch: CellDirectory) -> None:
    for path in (scratch.path, scratch.instance):
        give(scratch, path, READ_ONLY)
    for path in (scratch.state, scratch.state / "keys", scratch.run, scratch.spool, scratch.log,
                 scratch.log / "cel-custom"):
        give(scratch, path, WRITABLE)
    scratch.share.symlink_to(cell.share)


def sweep_scratch(cell: CellDirectory) -> None:
    """End scratch engines and take away their directories; only for the holder of the scratch lock."""
    for path in cell.scratch.iterdir():
        if path.is_dir():
            mark = _read_mark(path / MARK)
            if mark is not None:
                kill_process(mark)
            shutil.rmtree(path, ignore_errors=True)


def _read_mark(path: Path) -> ProcessMark | None:
    with suppress(OSError, ValueError):
        pid, began = path.read_text(encoding="ascii").split()
        return ProcessMark(int(pid), int(began))
    return None


def _boot_and_compare(scratch: CellDirectory, program: EngineProgram, build: Build, accounts: tuple[str, ...],
                      ) -> tuple[tuple[Finding, ...], dict[str, str]]:
    write_instance(scratch, mint_boot("scratch"), "scratch", program, Doors())
    write_scratch(scratch, build, PLACE_FILES)
    write_database(scratch, build.database)
    mortal = replace(program, command=(*dying_with_us(), *program.command))
    process = launch(scratch, mortal, engine_environment())
    try:
        _keep_mark(scratch, process.pid)
        wait_until_booted(scratch, process, SECONDS_TO_BOOT)
        console = console_of(scratch)
        found = take_inventory_for(console, build)
        details = read_details(console, (name for name in accounts if name in found.endpoints))
    except (EngineError, ConsoleSilentError, ConsoleRefusedError) as error:
        return (*_complaints(scratch), E_PROOF_BOOT.at(CELL, words=str(error))), {}
    finally:
        _end(process)
    return (*compare_inventory(build, found), *_complaints(scratch)), details


def _keep_mark(scratch: CellDirectory, pid: int) -> None:
    mark = mark_process(pid)
    if mark is not None:
        (scratch.path / MARK).write_text(f"{mark.pid} {mark.began}", encoding="ascii")


def _end(process: "subprocess.Popen[bytes]") -> None:
    """A scratch engine has nothing to save."""
    process.kill()
    process.wait()


def _complaints(scratch: CellDirectory) -> tuple[Finding, ...]:
    """Warnings and errors that the engine logged, each once, a few of them."""
    log = scratch.log / "messages"
    if not log.is_file():
        return ()
    matches = [_COMPLAINT.match(line) for line in log.read_text(encoding="utf-8", errors="replace").splitlines()]
    words = [f"{match['file']}: {match['words']}" for match in matches if match and match["file"] not in _OF_THE_MOMENT]
    unique = list(dict.fromkeys("".join(c if c.isprintable() else "?" for c in each[:200]) for each in words))
    return tuple(E_PROOF_LOG.at(CELL, words=each) for each in unique[:SHOWN_LINES])
