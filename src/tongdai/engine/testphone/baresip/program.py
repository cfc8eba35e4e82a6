"""Find a baresip that can be started: the system's if it will do, or the private one."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tongdai.engine.installed import PrivateHome, read_record
from tongdai.engine.unpacked import command_in

NAME = "baresip"
FLOOR = (1, 1)  # 1.0 cannot write down what is heard after a hold
FLOOR_TEXT = "1.1"
MODULES = Path("usr") / "lib" / "baresip" / "modules"
SYSTEM_ROOTS = (Path("/"), Path("/usr/local"))
NEEDED_MODULES = ("g711.so", "aufile.so", "aubridge.so", "sndfile.so", "srtp.so", "menu.so", "ctrl_tcp.so")
SECONDS_TO_ANSWER = 10


@dataclass(frozen=True, slots=True)
class BaresipProgram:
    """A baresip that can be started: `command` is what its arguments follow."""

    version: str
    command: tuple[str, ...]
    modules: Path

    def __str__(self) -> str:
        return f"{NAME} {self.version}"


def find_baresip(home: PrivateHome | None) -> BaresipProgram | None:
    """The system's baresip if it is new enough and whole, else the private one, if there is one."""
    version = home.current_version() if home else None
    return _system_baresip() or (baresip_in(version) if version else None)


def baresip_in(version: Path) -> BaresipProgram | None:
    """The program in one private version's directory."""
    record = read_record(version)
    root = version / "root"
    command = command_in(root, record.architecture, root / "usr" / "bin" / NAME) if record else None
    if record is None or command is None or not _is_whole(root / MODULES):
        return None
    return BaresipProgram(record.version, command, root / MODULES)


def read_version(text: str) -> str | None:
    """The version in what `baresip -h` prints, or in a Debian version; None for one that will not do."""
    found = re.search(r"(?:^|v)(?:\d+:)?(\d+\.\d+(?:\.\d+)*)", text)
    if not found or tuple(int(part) for part in found[1].split(".")) < FLOOR:
        return None
    return found[1]


def ask_version(command: tuple[str, ...]) -> str | None:
    """The version a baresip says it has; None where it cannot be started, or will not do."""
    try:
        answer = subprocess.run([*command, "-h"], capture_output=True, text=True, errors="replace", check=False,
                                timeout=SECONDS_TO_ANSWER, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return read_version((answer.stdout + answer.stderr).strip())


def _system_baresip() -> BaresipProgram | None:
    found = shutil.which(NAME)
    modules = next((root / MODULES for root in SYSTEM_ROOTS if _is_whole(root / MODULES)), None)
    version = ask_version((found,)) if found and modules else None
    return BaresipProgram(version, (found,), modules) if version and found and modules else None


def _is_whole(modules: Path) -> bool:
    return all((modules / name).is_file() for name in NEEDED_MODULES)
