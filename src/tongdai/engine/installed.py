"""A private directory of installed versions: where each stands, which is current, and what it was made of."""

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from tongdai.engine.unpacked import TRIPLETS

RECORD = "installed.json"
FORMAT = 1


@dataclass(frozen=True, slots=True, order=True)
class Package:
    """One Debian package: what the archive's signed index says of it."""

    name: str
    version: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class InstallRecord:
    """What was installed, from where, when and by whom."""

    version: str
    package_version: str
    suite: str
    architecture: str
    archive: str
    installed_at: str
    installed_by: str
    packages: tuple[Package, ...]


@dataclass(frozen=True, slots=True)
class PrivateHome:
    """The layout of the private directory."""

    directory: Path

    @property
    def versions(self) -> Path:
        """One directory per installed version: `root/` and its record."""
        return self.directory / "versions"

    @property
    def current(self) -> Path:
        """A link to the version in use."""
        return self.directory / "current"

    @property
    def work(self) -> Path:
        """Lists and downloads of an installation that is not finished."""
        return self.directory / "work"

    @property
    def lock(self) -> Path:
        """Held while one process installs, upgrades or removes."""
        return self.directory / "lock"

    def current_version(self) -> Path | None:
        """The directory of the version in use."""
        return self.current.resolve() if self.current.is_symlink() and self.current.exists() else None

    def version_named(self, version: str, packages: Iterable[Package]) -> Path:
        """Where exactly these packages stand: the same packages give the same directory."""
        text = "\n".join(f"{each.name} {each.version} {each.sha256}" for each in sorted(packages))
        return self.versions / f"{version}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def read_record(version: Path) -> InstallRecord | None:
    """The record of one installed version; None where it is missing or not one of ours."""
    try:
        values = json.loads((version / RECORD).read_text(encoding="utf-8"))
        if values.pop("format") != FORMAT or values["architecture"] not in TRIPLETS:
            return None
        packages = tuple(Package(**each) for each in values.pop("packages"))
        return InstallRecord(**values, packages=packages)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write_record(version: Path, record: InstallRecord) -> None:
    """Write the record of one version, safely on the disk before we go on."""
    values = {"format": FORMAT, **asdict(record)}
    with (version / RECORD).open("w", encoding="utf-8") as file:
        json.dump(values, file, indent=1)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    (version / RECORD).chmod(0o644)
