"""One boot of an engine: its files are written anew, with a new name, and then it is started."""

import json
import os
import secrets
import shutil
import string
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tongdai.compiler import compile_place
from tongdai.domain.cell import Place
from tongdai.domain.message import say
from tongdai.engine.cell import CellDirectory, check_way
from tongdai.engine.console import SECONDS, Console, ConsoleSilentError, ask_console
from tongdai.engine.documentation import provide_documentation
from tongdai.engine.durable import replace_durably
from tongdai.engine.locks import hold
from tongdai.engine.port import EngineError
from tongdai.engine.process import ProcessMark, is_running
from tongdai.engine.program import EngineProgram

RECORD = "boot.json"
START_LOG = "start.log"
POLL_SECONDS = 0.01
SECONDS_TO_WAIT = 30.0
SOUNDS = Path(__file__).parent / "sounds"
_DIGITS = string.digits + string.ascii_lowercase


class BootError(EngineError):
    """An engine was started and did not come up, or came up without what it should hold: its files may be at fault."""


@dataclass(frozen=True, slots=True)
class Boot:
    """A started engine: the name of this boot and its process."""

    name: str
    process: ProcessMark


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """Where an engine listens; 0 and empty: nowhere, which is how a scratch engine is booted."""

    sip_host: str = "127.0.0.1"
    sip_port: int = 0
    sip_tls_port: int = 0
    tls_certificate: str = ""
    tls_key: str = ""
    rtp_first_port: int = 10000
    rtp_last_port: int = 19999


def mint_boot(cell: str) -> str:
    """A name that no boot of this cell had before: the cell, the second of the start and four random characters.

    It is the first part of every call's id, so it is short and has no dash.
    """
    second, text = int(time.time()), ""
    while second:
        second, digit = divmod(second, 36)
        text = _DIGITS[digit] + text
    return f"{cell}{text}" + "".join(secrets.choice(_DIGITS) for _ in range(4))


def write_instance(cell: CellDirectory, name: str, label: str, program: EngineProgram, doors: Doors) -> None:
    """Write the files of the place for one boot."""
    place = Place(
        cell=label, boot=name, configuration=str(cell.current), modules=str(program.modules), data=str(cell.share),
        state=str(cell.state), run=str(cell.run), spool=str(cell.spool), log=str(cell.log), sip_host=doors.sip_host,
        sip_port=doors.sip_port, sip_tls_port=doors.sip_tls_port, tls_certificate=doors.tls_certificate,
        tls_key=doors.tls_key, rtp_first_port=doors.rtp_first_port, rtp_last_port=doors.rtp_last_port)
    for file, text in compile_place(place).items():
        _write_private(cell, cell.instance / file, text)


def _write_private(cell: CellDirectory, path: Path, text: str) -> None:
    """A file that its owner and the engine can read and nobody else."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        if cell.uid is not None:
            os.fchown(descriptor, -1, cell.uid)
            os.fchmod(descriptor, 0o640)
        file.write(text)


def gather_share(cell: CellDirectory, program: EngineProgram) -> None:
    """Put the engine's read-only data together: Asterisk's documentation (it checks options with it), our prompts.

    The prompts are copied, since the engine's user may not be able to enter the directory our program lies in.
    """
    if cell.uid is not None:
        check_way(program.modules, cell.uid)
    with hold(cell.path / "share.lock", SECONDS_TO_WAIT):
        provide_documentation(program.data / "documentation", cell.share / "documentation")
        _provide_sounds(cell.share / "sounds")


def _provide_sounds(target: Path) -> None:
    if _listing(target) == _listing(SOUNDS):
        return
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(SOUNDS, target)
    for path in (target, *target.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def _listing(directory: Path) -> list[tuple[str, int, int]]:
    return sorted((str(path.relative_to(directory)), path.stat().st_size, int(path.stat().st_mtime))
                  for path in directory.rglob("*") if path.is_file())


def launch(cell: CellDirectory, program: EngineProgram, environment: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    """Start the engine in a session of its own, so that no terminal and no death of ours reaches it.

    Raises EngineError where its program is gone, OSError where the disk is at fault.
    """
    for leftover in (cell.run / "asterisk.ctl", cell.run / "asterisk.pid"):
        leftover.unlink(missing_ok=True)
    command = [*program.command, "-f", "-n", "-C", str(cell.configuration)]
    with (cell.log / START_LOG).open("wb") as out:
        try:
            return subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, cwd=cell.run,
                env=dict(environment), start_new_session=True, umask=0o027, user=cell.uid, group=cell.uid,
                extra_groups=None if cell.uid is None else ())
        except (FileNotFoundError, PermissionError) as error:
            raise EngineError(say("The engine's program {program} cannot be started ({reason}). Run 'tongdai engine "
                                  "install', or correct the setting 'engine_binary'.",
                                  program=program.command[-1], reason=error.strerror or "unknown error")) from error


def wait_until_booted(cell: CellDirectory, process: "subprocess.Popen[bytes]", seconds: float) -> None:
    """Return once the engine says it has fully booted. Raises BootError where it ends, or takes too long."""
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        if process.poll() is not None:
            raise BootError(say("The engine ended while it started; its last words were: {words}",
                                  words=last_words(cell)))
        try:
            if "fully booted" in ask_console(cell.run, "core waitfullybooted", left):
                return
        except ConsoleSilentError:
            time.sleep(POLL_SECONDS)
    raise BootError(say("The engine was not ready after {seconds} seconds; its last words were: {words}",
                          seconds=round(seconds), words=last_words(cell)))


def last_words(cell: CellDirectory) -> str:
    """The last lines that a starting engine wrote, as one line of at most 300 characters."""
    lines: list[str] = []
    for path in (cell.log / "messages", cell.log / START_LOG):
        if path.is_file():
            tail = path.read_text(encoding="utf-8", errors="replace")[-10_000:].splitlines()
            lines += [line.strip() for line in tail if line.strip() and not _is_chatter(line)]
    text = " | ".join(lines[-3:]) or "none"
    return "".join(c if c.isprintable() else " " for c in text)[-300:]


def _is_chatter(line: str) -> bool:
    return " NOTICE[" in line or "] Asterisk " in line


def record_boot(cell: CellDirectory, boot: Boot) -> None:
    """Keep what other processes of ours need to reach this engine; nobody else can read it."""
    text = json.dumps({"name": boot.name, "pid": boot.process.pid, "began": boot.process.began})
    replace_durably(cell.instance / RECORD, text, 0o600)


def read_boot(cell: CellDirectory) -> Boot | None:
    """The engine that was started last; None where none was. It need not run any more."""
    try:
        record = json.loads((cell.instance / RECORD).read_text(encoding="utf-8"))
        return Boot(record["name"], ProcessMark(record["pid"], record["began"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def console_of(cell: CellDirectory, seconds: float = SECONDS) -> Console:
    """The way to the engine that runs in a cell."""
    return Console(cell.run, seconds)


def running_boot(cell: CellDirectory) -> Boot | None:
    """The engine that runs in this cell; None where none does."""
    boot = read_boot(cell)
    return boot if boot is not None and is_running(boot.process) else None
