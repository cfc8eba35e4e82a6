"""Boot a program once, on no network port, and hear it say its version: the proof that it runs here."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tongdai.domain.message import say
from tongdai.engine.port import EngineError
from tongdai.engine.program import EngineProgram, read_version

SECONDS_TO_BOOT = 30.0
SECONDS_TO_STOP = 10.0
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


def prove_program(program: EngineProgram, uid: int | None) -> str:
    """The version a booted engine says it has. Raises EngineError if it does not boot, or lacks a module."""
    user = uid if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="tongdai-proof-", ignore_cleanup_errors=True) as directory:
        place = Path(directory)
        _write_configuration(place, program)
        if user is not None:
            shutil.chown(place, user, user)
        with _booting(program, place, user) as process:
            version = _wait_for_version(program, place, user, process)
            _require_modules(program, place, user)
    return version


def _write_configuration(place: Path, program: EngineProgram) -> None:
    text = ASTERISK_CONF.format(place=place, modules=program.modules, data=program.data)
    modules = "".join(f"load = {name}\n" for name in MODULES)
    files = {"asterisk.conf": text, "modules.conf": f"[modules]\nautoload = no\n{modules}",
             "logger.conf": "[general]\n[logfiles]\nconsole = warning,error\n", "extensions.conf": "[proof]\n"}
    for name, content in files.items():
        (place / name).write_text(content, encoding="utf-8")


@contextmanager
def _booting(program: EngineProgram, place: Path, user: int | None) -> Iterator[subprocess.Popen[bytes]]:
    command = [*_dying_with_us(), *program.command, "-f", "-C", str(place / "asterisk.conf")]
    with (place / "boot.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=place, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                   user=user, group=user, extra_groups=None if user is None else ())
    try:
        yield process
    finally:
        _stop(process)


def _wait_for_version(program: EngineProgram, place: Path, user: int | None,
                      process: subprocess.Popen[bytes]) -> str:
    end = time.monotonic() + SECONDS_TO_BOOT
    while process.poll() is None and time.monotonic() < end:
        version = read_version(_ask(program, place, user, "core show version").partition(" built ")[0])
        if version:
            return version
        time.sleep(SECONDS_BETWEEN_QUESTIONS)
    raise EngineError(say("The engine {program} does not start on this machine: {detail}. Name another Asterisk in "
                          "the setting 'engine_binary'.", program=program.command[-1], detail=_last_words(place)))


def _require_modules(program: EngineProgram, place: Path, user: int | None) -> None:
    _ask(program, place, user, "core waitfullybooted")
    shown = _ask(program, place, user, "module show")
    running = {line.split()[0] for line in shown.splitlines() if " Running " in line}
    missing = sorted(set(MODULES) - running)
    if missing:
        raise EngineError(say("The engine {program} starts, but its modules {modules} do not load. Name another "
                              "Asterisk in the setting 'engine_binary'.",
                              program=program.command[-1], modules=", ".join(missing)))


def _ask(program: EngineProgram, place: Path, user: int | None, question: str) -> str:
    command = [*program.command, "-C", str(place / "asterisk.conf"), "-r", "-x", question]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, errors="replace", cwd=place, check=False,
                                timeout=SECONDS_TO_BOOT, stdin=subprocess.DEVNULL,
                                user=user, group=user, extra_groups=None if user is None else ())
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout if answer.returncode == 0 else ""


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _dying_with_us() -> list[str]:
    return ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []


def _last_words(place: Path) -> str:
    text = (place / "boot.log").read_text(encoding="utf-8", errors="replace").strip()
    return text.splitlines()[-1][:200].rstrip(". ") if text else "it said nothing"
