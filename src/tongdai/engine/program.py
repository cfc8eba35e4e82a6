"""EngineProgram: an Asterisk that can be started, and the versions of it that we accept."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tongdai.engine.installed import PrivateHome, read_record
from tongdai.engine.unpacked import TRIPLETS, command_in, libraries_in

Origin = Literal["system", "setting", "private"]
Version = tuple[int, ...]

FLOOR: Version = (22, 10, 1)  # closes twenty advisories, one of them a single request that silences SIP
CEILING: Version = (23,)
FLOOR_TEXT = "22.10.1"
CEILING_TEXT = "23"

PROOF_MODULE = "res_pjsip.so"
ENGLISH_SOUND = "vm-login.gsm"


@dataclass(frozen=True, slots=True)
class EngineProgram:
    """An Asterisk that can be started: `command` is what its arguments follow, all paths are absolute."""

    version: str
    command: tuple[str, ...]
    modules: Path
    sounds: Path | None
    origin: Origin
    data: Path


def read_version(text: str) -> str | None:
    """The version in what `asterisk -V` prints, or in a Debian version; None where there is none."""
    found = re.fullmatch(r"(?:Asterisk )?(?:\d+:)?(\d{1,3}(?:\.\d{1,5}){1,3})((?:[^.\d].*)?)", text.strip(), re.DOTALL)
    return found[1] if found and not re.match(r"[-~](rc|pre|alpha|beta)", found[2]) else None


def numbers(version: str) -> Version:
    """A version as numbers, so that 22.10 comes after 22.9."""
    return tuple(int(part) for part in version.split("."))


def is_accepted(version: str) -> bool:
    """Whether we run on this version: at least the floor, below the ceiling."""
    return FLOOR <= numbers(version) < CEILING


def private_program(directory: Path) -> EngineProgram | None:
    """The program of the current private engine; None where nothing whole is installed."""
    version = PrivateHome(directory).current_version()
    return program_in(version) if version else None


def program_in(version: Path) -> EngineProgram | None:
    """The program in one private engine's directory."""
    record = read_record(version)
    return unpacked_program(version / "root", record.architecture, record.version) if record else None


def unpacked_program(root: Path, architecture: str, version: str) -> EngineProgram | None:
    """The program in an unpacked Debian root."""
    modules = libraries_in(root, architecture) / "asterisk" / "modules"
    data = root / "usr" / "share" / "asterisk"
    command = command_in(root, architecture, root / "usr" / "sbin" / "asterisk")
    if command is None or not (modules / PROOF_MODULE).is_file():
        return None
    return EngineProgram(version, command, modules, find_sounds(data), "private", data)


def installed_program(binary: Path, version: str, origin: Origin) -> EngineProgram | None:
    """The program of a binary that stands where its maker put it: a distribution's, or built from source."""
    prefix = binary.resolve().parent.parent
    libraries = [prefix / "lib" / triplet / "asterisk" / "modules" for triplet in TRIPLETS.values()]
    libraries += [prefix / "lib" / "asterisk" / "modules", prefix / "lib64" / "asterisk" / "modules"]
    modules = next((path for path in libraries if (path / PROOF_MODULE).is_file()), None)
    homes = [prefix / "share" / "asterisk", prefix / "var" / "lib" / "asterisk", Path("/var/lib/asterisk")]
    data = next((path for path in homes if (path / "documentation").is_dir()), None)
    if modules is None or data is None:
        return None
    return EngineProgram(version, (str(binary),), modules, find_sounds(data), origin, data)


def find_sounds(data: Path) -> Path | None:
    """The directory of the English prompts, under Debian's name or the maker's."""
    candidates = (data / "sounds" / name for name in ("en", "en_US_f_Allison"))
    return next((path for path in candidates if (path / ENGLISH_SOUND).is_file()), None)
