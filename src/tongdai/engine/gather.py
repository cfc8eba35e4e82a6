"""Gather evidence: where each thread of a hanging engine stands, what a dead one last said, and what it ran."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from tongdai.engine.boot import START_LOG, Boot
from tongdai.engine.cell import CellDirectory
from tongdai.engine.console import ConsoleSilentError, ask_console
from tongdai.engine.evidence import bound_evidence, evidence_folder, keep_evidence
from tongdai.engine.process import ProcessMark

SECONDS_TO_ANSWER = 0.5
SECONDS_FOR_A_CORE = 60.0
MOST_THREADS = 500
TAIL = 256 * 1024
QUESTIONS = ("core show threads", "core show locks", "core show taskprocessors", "core show channels verbose",
             "pjsip show channelstats", "core show sysinfo")
OF_THE_PROCESS = ("status", "stat", "sched", "limits", "io", "wchan", "smaps_rollup")
OF_A_THREAD = ("comm", "wchan", "syscall", "stack")
OF_THE_MACHINE = ("loadavg", "meminfo", "pressure/cpu", "pressure/io", "pressure/memory")


def gather_of_the_hanging(cell: CellDirectory, incident_id: str, boot: Boot, with_core: bool) -> None:
    """Everything that can be had of an engine that is alive and silent, within two seconds (a core takes longer)."""
    pid = boot.process.pid
    _keep(cell, incident_id, {
        "process.txt": "".join(_files(Path(f"/proc/{pid}"), OF_THE_PROCESS)),
        "machine.txt": "".join(_files(Path("/proc"), OF_THE_MACHINE)),
        "threads.txt": "".join(_threads(pid)), "console.txt": "".join(_answers(cell)), **_logs(cell)})
    if with_core:
        _take_core(cell, incident_id, boot.process)


def gather_of_the_dead(cell: CellDirectory, incident_id: str) -> None:
    """What an engine that ended by itself has left."""
    _keep(cell, incident_id, {"machine.txt": "".join(_files(Path("/proc"), OF_THE_MACHINE)), **_logs(cell)})
    for core in sorted(cell.run.glob("core*")):
        with suppress(OSError):
            shutil.move(core, evidence_folder(cell, incident_id) / "core")
    bound_evidence(cell)


def _keep(cell: CellDirectory, incident_id: str, files: dict[str, str]) -> None:
    """What does not fit on the disk is not kept; that must not keep the engine down."""
    with suppress(OSError):
        for name, text in files.items():
            keep_evidence(cell, incident_id, name, text.encode("utf-8", "replace"))
        bound_evidence(cell)


def _files(directory: Path, names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        with suppress(OSError):
            yield f"== {name}\n{(directory / name).read_text(encoding='utf-8', errors='replace').rstrip()}\n"


def _threads(pid: int) -> Iterator[str]:
    """Where each thread stands; the stack inside the kernel only where the machine lets us read it."""
    with suppress(OSError):
        for thread in sorted(Path(f"/proc/{pid}/task").iterdir(), key=lambda each: int(each.name))[:MOST_THREADS]:
            state = ""
            with suppress(OSError):
                stat = (thread / "stat").read_text(encoding="utf-8", errors="replace")
                state = stat.rpartition(")")[2].split()[0]
            yield f"== thread {thread.name} {state}\n{''.join(_files(thread, OF_A_THREAD))}"


def _answers(cell: CellDirectory) -> Iterator[str]:
    """What its console still says, until it says nothing."""
    for question in QUESTIONS:
        try:
            yield f"== {question}\n{ask_console(cell.run, question, SECONDS_TO_ANSWER)}\n"
        except ConsoleSilentError as error:
            yield f"== {question}\n{error}\n"
            return


def _logs(cell: CellDirectory) -> dict[str, str]:
    return {"log.txt": _tail(cell.log / "messages"), "start.txt": _tail(cell.log / START_LOG)}


def _tail(path: Path) -> str:
    try:
        with path.open("rb") as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - TAIL))
            return file.read().decode("utf-8", "replace")
    except OSError as error:
        return f"{path.name} cannot be read: {error.strerror}\n"


def _take_core(cell: CellDirectory, incident_id: str, process: ProcessMark) -> None:
    """The engine's whole memory, where this machine has gdb's gcore."""
    program = shutil.which("gcore")
    if program is None:
        return
    with suppress(OSError, subprocess.TimeoutExpired):
        subprocess.run([program, "-o", str(evidence_folder(cell, incident_id) / "core"), str(process.pid)],
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
                       timeout=SECONDS_FOR_A_CORE)
        bound_evidence(cell)
