"""Boot a program once, on no network port, and hear it say its version: the proof that it runs here."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tongdai.domain.message import say
from tongdai.engine.port import EngineError
from tongdai.engine.process import dying_with_us
from tongdai.engine.program import EngineProgram, read_version

SECONDS_TO_BOOT = 30.0
SECONDS_BETWEEN_QUESTIONS = 0.1
MODULES = ("res_pjproject.so", "res_sorcery_config.so", "res_sorcery_memory.so", "res_sorcery_astdb.so",
           "res_rtp_asterisk.so", "codec_ulaw.so", "codec_alaw.so", "pbx_config.so", "app_dial.so")

ASTERISK_CONF = """\
[directories]
astetcdir = {place}
astmoddir = {modules}
astdatadir = {data}
astvarlibdir = {place}
astdbdir = {place}
astkeydir = {place}
astspooldir = {place}
astrundir = {place}
astlogdir = {place}
[options]
nofork = yes
"""


@dataclass(frozen=True, slots=True)
class Boot:
    """One boot of a program in a directory that lasts as long as the boot."""

    program: EngineProgram
    place: Path
    user: int | None
    process: subprocess.Popen[bytes]


def prove_program(program: EngineProgram, uid: int) -> str:
    """The version a booted engine says it has. Raises EngineError if it does not boot, or lacks a module."""
    with booting(program, uid) as boot:
        version = _wait_for_version(boot)
        _require_modules(boot)
    return version


@contextmanager
def booting(program: EngineProgram, uid: int) -> Iterator[Boot]:
    """Start the program, unprivileged if we are root; kill it at the end."""
    user = uid if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="tongdai-proof-", ignore_cleanup_errors=True) as directory:
        place = Path(directory)
        _write_configuration(place, program)
        if user is not None:
            shutil.chown(place, user, user)
        process = _start(program, place, user)
        try:
            yield Boot(program, place, user, process)
        finally:
            process.kill()  # nothing of it is kept, and an orderly end takes a second
            process.wait()


def _write_configuration(place: Path, program: EngineProgram) -> None:
    text = ASTERISK_CONF.format(place=place, modules=program.modules, data=program.data)
    modules = "".join(f"load = {name}\n" for name in MODULES)
    files = {"asterisk.conf": text, "modules.conf": f"[modules]\nautoload = no\n{modules}",
             "logger.conf": "[general]\n[logfiles]\nconsole = warning,error\n", "extensions.conf": "[proof]\n"}
    for name, content in files.items():
        (place / name).write_text(content, encoding="utf-8")


def _start(program: EngineProgram, place: Path, user: int | None) -> subprocess.Popen[bytes]:
    command = [*dying_with_us(), *program.command, "-f", "-C", str(place / "asterisk.conf")]
    with (place / "boot.log").open("wb") as log:
        return subprocess.Popen(command, cwd=place, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                user=user, group=user, extra_groups=None if user is None else ())


def _wait_for_version(boot: Boot) -> str:
    end = time.monotonic() + SECONDS_TO_BOOT
    while boot.process.poll() is None and time.monotonic() < end:
        version = read_version(_ask(boot, "core show version").partition(" built ")[0])
        if version:
            return version
        time.sleep(SECONDS_BETWEEN_QUESTIONS)
    raise EngineError(say("The engine {program} does not start on this machine: {detail}. Name another Asterisk in "
                          "the setting 'engine_binary'.",
                          program=boot.program.command[-1], detail=_last_words(boot.place)))


def _require_modules(boot: Boot) -> None:
    _ask(boot, "core waitfullybooted")
    shown = _ask(boot, "module show")
    running = {line.split()[0] for line in shown.splitlines() if " Running " in line}
    missing = sorted(set(MODULES) - running)
    if missing:
        raise EngineError(say("The engine {program} starts, but its modules {modules} do not load. Name another "
                              "Asterisk in the setting 'engine_binary'.",
                              program=boot.program.command[-1], modules=", ".join(missing)))


def _ask(boot: Boot, question: str) -> str:
    command = [*boot.program.command, "-C", str(boot.place / "asterisk.conf"), "-r", "-x", question]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, errors="replace", cwd=boot.place, check=False,
                                timeout=SECONDS_TO_BOOT, stdin=subprocess.DEVNULL, user=boot.user, group=boot.user,
                                extra_groups=None if boot.user is None else ())
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout if answer.returncode == 0 else ""


def _last_words(place: Path) -> str:
    text = (place / "boot.log").read_text(encoding="utf-8", errors="replace").strip()
    return text.splitlines()[-1][:200].rstrip(". ") if text else "it said nothing"
