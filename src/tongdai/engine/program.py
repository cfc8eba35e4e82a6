"""EngineProgram: an Asterisk that can be started, and the versions of it that we accept."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Origin = Literal["system", "setting", "private"]
Version = tuple[int, ...]

FLOOR: Version = (22, 10, 1)  # closes twenty advisories, one of them a single request that silences SIP
CEILING: Version = (23,)
FLOOR_TEXT = "22.10.1"
CEILING_TEXT = "23"

TRIPLETS = {"amd64": "x86_64-linux-gnu", "arm64": "aarch64-linux-gnu"}
LOADERS = {"amd64": "ld-linux-x86-64.so.2", "arm64": "ld-linux-aarch64.so.1"}
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


def unpacked_program(root: Path, architecture: str, version: str) -> EngineProgram | None:
    """The program in an unpacked Debian root, started by its own loader with its own libraries."""
    libraries = root / "usr" / "lib" / TRIPLETS[architecture]
    loader, binary = libraries / LOADERS[architecture], root / "usr" / "sbin" / "asterisk"
    modules, data = libraries / "asterisk" / "modules", root / "usr" / "share" / "asterisk"
    if not all(path.is_file() for path in (loader, binary, modules / PROOF_MODULE)):
        return None
    path = f"{libraries}:{root / 'usr' / 'lib'}"
    command = (str(loader), "--library-path", path, str(binary))
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
