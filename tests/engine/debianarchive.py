"""A signed Debian archive of our own in a directory, with whatever packages a test needs."""

import hashlib
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tongdai.engine import Archive, EngineProgram
from tongdai.engine.proofboot import MODULES
from tongdai.engine.unpacked import LOADERS, TRIPLETS

SUITE = "forky"


@dataclass(frozen=True, slots=True)
class LocalArchive:
    """An archive in a directory; its own key signs it."""

    directory: Path
    architecture: str

    @property
    def address(self) -> str:
        return f"file:{self.directory}"

    @property
    def keyring(self) -> Path:
        return self.directory.with_suffix(".gpg")

    def as_source(self) -> Archive:
        """The archive as an installation is told of it."""
        return Archive(self.address, self.keyring)

    def add(self, name: str, version: str, tree: Path) -> Path:
        """Build a package from a directory of files and publish it."""
        control = tree / "DEBIAN" / "control"
        control.parent.mkdir(parents=True, exist_ok=True)
        control.write_text(f"Package: {name}\nVersion: {version}\nArchitecture: {self.architecture}\n"
                           "Maintainer: Test <test@localhost>\nDescription: made for a test\n")
        file = self.directory / "pool" / f"{name}_{version.replace(':', '%3a')}_{self.architecture}.deb"
        file.parent.mkdir(parents=True, exist_ok=True)
        run("dpkg-deb", "--root-owner-group", "-Znone", "--build", tree, file)
        self.publish()
        return file

    def publish(self) -> None:
        """Write the index of all packages and sign it."""
        index = Path("main") / f"binary-{self.architecture}" / "Packages"
        stanzas = "\n".join(self._stanza(file) for file in sorted(self.directory.glob("pool/*.deb")))
        suite = self.directory / "dists" / SUITE
        (suite / index).parent.mkdir(parents=True, exist_ok=True)
        (suite / index).write_text(stanzas)
        (suite / "Release").write_text(
            f"Origin: Debian\nSuite: {SUITE}\nCodename: {SUITE}\nDate: Mon, 02 Mar 2026 00:00:00 UTC\n"
            f"Architectures: {self.architecture}\nComponents: main\nSHA256:\n"
            f" {digest(suite / index)} {(suite / index).stat().st_size} {index}\n")
        run("gpg", "--homedir", self._keys, "--batch", "--yes", "--clearsign", "-o", suite / "InRelease",
            suite / "Release")

    def make_key(self) -> None:
        """A key for this archive alone; the keyring beside the archive is what an installation trusts."""
        self._keys.mkdir(mode=0o700)
        run("gpg", "--homedir", self._keys, "--batch", "--passphrase", "", "--quick-gen-key", "archive", "ed25519",
            "sign", "never")
        self.keyring.write_bytes(run("gpg", "--homedir", self._keys, "--export"))

    def forget_key(self) -> None:
        """End the key's agent."""
        run("gpgconf", "--homedir", self._keys, "--kill", "gpg-agent")

    @property
    def _keys(self) -> Path:
        return self.directory.with_suffix(".keys")

    def _stanza(self, file: Path) -> str:
        control = run("dpkg-deb", "--field", file).decode()
        return (f"{control}Filename: {file.relative_to(self.directory)}\nSize: {file.stat().st_size}\n"
                f"SHA256: {digest(file)}\n")


def make_archive(directory: Path) -> LocalArchive:
    """An empty archive, signed."""
    architecture = run("dpkg", "--print-architecture").decode().strip()
    archive = LocalArchive(directory, architecture)
    directory.mkdir()
    archive.make_key()
    archive.publish()
    return archive


def copy_small_engine(program: EngineProgram, tree: Path, architecture: str) -> None:
    """The part of a real engine that a proof boot needs, laid out as Debian's packages lay it out."""
    libraries = tree / "usr" / "lib" / TRIPLETS[architecture]
    modules, binary = libraries / "asterisk" / "modules", tree / "usr" / "sbin" / "asterisk"
    for directory in (modules, binary.parent, tree / "usr" / "share" / "asterisk"):
        directory.mkdir(parents=True)
    shutil.copy(program.command[-1], binary)
    chosen = [program.modules / name for name in (*MODULES, "res_pjsip.so")]
    for file in chosen:
        shutil.copy(file, modules)
    for library in _libraries(program, [Path(program.command[-1]), *chosen]):
        shutil.copy(library, libraries)
    if program.command[0].endswith(LOADERS[architecture]):
        shutil.copy(program.command[0], libraries)
    shutil.copytree(program.data / "documentation", tree / "usr" / "share" / "asterisk" / "documentation")


def _libraries(program: EngineProgram, files: list[Path]) -> set[Path]:
    """Everything that the loader would load for these files."""
    asked = [*program.command[:-1], "--list"] if len(program.command) > 1 else ["ldd"]
    words = [word for file in files for word in run(*asked, file).decode().split()]
    return {Path(word) for word in words if word.startswith("/") and Path(word).is_file()}


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def run(*command: str | Path) -> bytes:
    done = subprocess.run([str(word) for word in command], capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout
