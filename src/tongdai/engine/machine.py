"""What this machine must offer before an engine can be installed on it; each refusal is one sentence."""

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from tongdai.domain.message import say
from tongdai.engine.port import EngineError
from tongdai.engine.unpacked import TRIPLETS

TOOLS = ("apt-get", "apt-cache", "dpkg", "dpkg-deb", "setpriv")
KEYRINGS = (Path("/usr/share/keyrings/debian-archive-keyring.gpg"),
            Path("/usr/share/keyrings/debian-archive-keyring.pgp"))
APT_SOURCES = Path("/etc/apt")
MEGABYTE = 1_000_000
OTHERS_MAY_ENTER = 0o001


def require_system() -> str:
    """Debian's architecture name of this machine, if its packages can be unpacked and run here."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        raise EngineError(say("An engine can be installed on Debian and its relatives only: this system has no "
                              "{tools}. Install Asterisk 22 in this system's own way and name it in the setting "
                              "'engine_binary'.", tools=", ".join(missing)))
    require_glibc(_c_library())
    answer = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=False)
    return require_architecture(answer.stdout.strip())


def require_glibc(library: str) -> None:
    """Refuse a system with another C library."""
    if not library.startswith("glibc"):
        raise EngineError(say("An engine can be installed on systems with the GNU C library only. Install "
                              "Asterisk 22 in this system's own way and name it in the setting 'engine_binary'."))


def require_architecture(architecture: str) -> str:
    """Refuse a processor that we do not know how to start the engine on."""
    if architecture not in TRIPLETS:
        raise EngineError(say("An engine can be installed on amd64 and arm64 only; this machine is {architecture}. "
                              "Install Asterisk 22 yourself and name it in the setting 'engine_binary'.",
                              architecture=architecture or "?"))
    return architecture


def require_keyring(candidates: Iterable[Path] = KEYRINGS) -> Path:
    """The keys that Debian signs its archive with."""
    keyring = next((path for path in candidates if path.is_file()), None)
    if keyring is None:
        raise EngineError(say("The keys of Debian's archive are missing, so nothing from it can be trusted. "
                              "Install the package 'debian-archive-keyring' and try again."))
    return keyring


def require_space(directory: Path, already_there: int, needed: int) -> None:
    """Refuse a disk that cannot hold the downloads and what is unpacked."""
    free = shutil.disk_usage(directory).free + already_there
    if free < needed:
        raise EngineError(say("There is not enough space in {directory}: about {needed} MB are needed, {free} MB are "
                              "free. Make room and run the installation again.",
                              directory=str(directory), needed=needed // MEGABYTE, free=free // MEGABYTE))


def no_space(directory: Path) -> EngineError:
    """The sentence for a disk that is full on the way."""
    return EngineError(say("There is not enough space left in {directory}: {free} MB are free. Make room and run the "
                           "installation again; it goes on where it stopped.", directory=str(directory),
                           free=shutil.disk_usage(directory).free // MEGABYTE))


def require_reachable(directory: Path) -> None:
    """Refuse, as root, a directory that the engine's unprivileged user could not enter."""
    if os.geteuid() != 0:
        return
    for path in (directory, *directory.parents):
        if path.exists() and not path.stat().st_mode & OTHERS_MAY_ENTER:
            raise EngineError(say("The engine runs as an unprivileged user, who cannot enter {path}. Choose another "
                                  "data directory, or open this one with 'chmod o+x'.", path=str(path)))


def read_apt_sources(directory: Path = APT_SOURCES) -> list[tuple[str, str]]:
    """Names and texts of the machine's apt source files, in apt's order."""
    parts = directory / "sources.list.d"
    files = [directory / "sources.list", *sorted(parts.glob("*.list")), *sorted(parts.glob("*.sources"))]
    return [(path.name, path.read_text(encoding="utf-8", errors="replace"))
            for path in files if path.is_file() and os.access(path, os.R_OK)]


def _c_library() -> str:
    try:
        return os.confstr("CS_GNU_LIBC_VERSION") or ""
    except (ValueError, OSError):
        return ""
