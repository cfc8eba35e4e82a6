"""Find the Asterisk to run: the one a setting names, the system's if it is new enough, or our private one."""

import shutil
import subprocess
from pathlib import Path

from tongdai.domain.message import say
from tongdai.engine.port import EngineError
from tongdai.engine.program import (
    CEILING_TEXT,
    FLOOR_TEXT,
    EngineProgram,
    installed_program,
    is_accepted,
    private_program,
    read_version,
)
from tongdai.settings import Settings

SYSTEM_PATH = "/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin"
SECONDS_TO_ANSWER = 20


def find_engine(settings: Settings) -> EngineProgram:
    """The Asterisk to run. Raises EngineError where there is none, or the one a setting names will not do."""
    if settings.engine_binary:
        return _named_program(settings.engine_binary)
    program = _system_program() or private_program(settings.data / "engine")
    if program is None:
        raise EngineError(say("There is no Asterisk {floor} or newer on this machine yet. "
                              "Run 'tongdai engine install' to bring one.", floor=FLOOR_TEXT))
    return program


def _named_program(binary: Path) -> EngineProgram:
    version = _ask_version(binary)
    if version is None:
        raise EngineError(say("Setting 'engine_binary' is {path}, which is not an Asterisk that can be started. "
                              "Correct it, or leave it empty.", path=str(binary)))
    if not is_accepted(version):
        raise EngineError(say("Setting 'engine_binary' is {path}, an Asterisk {version}; "
                              "it must be from {floor} to below {ceiling}.",
                              path=str(binary), version=version, floor=FLOOR_TEXT, ceiling=CEILING_TEXT))
    program = installed_program(binary, version, "setting")
    if program is None:
        raise EngineError(say("The Asterisk at {path} (setting 'engine_binary') lacks its modules or its "
                              "documentation directory beside it. Install it whole.", path=str(binary)))
    return program


def _system_program() -> EngineProgram | None:
    """The system's own, if it is new enough and whole; otherwise it is passed over in silence."""
    found = shutil.which("asterisk") or shutil.which("asterisk", path=SYSTEM_PATH)
    version = _ask_version(Path(found)) if found else None
    if found is None or version is None or not is_accepted(version):
        return None
    return installed_program(Path(found), version, "system")


def _ask_version(binary: Path) -> str | None:
    try:
        answer = subprocess.run([binary, "-V"], capture_output=True, text=True, errors="replace",
                                timeout=SECONDS_TO_ANSWER, check=False, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return read_version(answer.stdout) if answer.returncode == 0 else None
