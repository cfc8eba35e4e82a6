"""Bring the engine from Debian's signed archive into a private directory, keep it current, and take it away."""

import fcntl
import os
import pwd
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil

from tongdai.domain.message import say
from tongdai.engine import machine
from tongdai.engine.aptwords import Archive
from tongdai.engine.archive import AptClient, Offer
from tongdai.engine.installed import (
    EngineHome,
    InstallRecord,
    program_in,
    read_record,
    write_record,
)
from tongdai.engine.locate import find_engine
from tongdai.engine.port import EngineError
from tongdai.engine.program import EngineProgram
from tongdai.engine.progress import Progress, Report, in_silence
from tongdai.engine.proofboot import prove_program
from tongdai.engine.sources import choose_archive, is_address
from tongdai.engine.unpack import unpack
from tongdai.settings import Settings

UNFINISHED = ".unfinished-"


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """What there is: the program in use, the record of a private one, the previous one, who runs from it."""

    program: EngineProgram | None
    record: InstallRecord | None
    previous: str | None
    directory: Path
    processes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class EngineUpgrade:
    """The versions of the engine's package before and after; equal where there was nothing to do."""

    before: str
    after: str
    changed: bool


def install_engine(settings: Settings, report: Report = in_silence, archive: Archive | None = None) -> EngineProgram:
    """Make sure that there is an engine: the one that is already there, or a private one brought now."""
    existing = _existing(settings)
    if existing or settings.engine_binary:
        return existing or find_engine(settings)
    return install_private(settings, report, archive)


def install_private(settings: Settings, report: Report = in_silence, archive: Archive | None = None) -> EngineProgram:
    """Bring a private engine, whatever else there is; again, it is the same as once."""
    home = EngineHome(settings.data / "engine")
    with _held(home):
        return _program_of(_bring(home, settings, archive, report))


def upgrade_engine(settings: Settings, report: Report = in_silence, archive: Archive | None = None) -> EngineUpgrade:
    """Install what the archive offers now next to the private engine, prove it, and switch; the old one is kept."""
    home = EngineHome(settings.data / "engine")
    before = _require_private(home, settings)
    with _held(home):
        old = home.current_version()
        new = _bring(home, settings, archive, report)
        if new != old:
            _remove_older(home, keep={old, new})
    after = _record_of(new)
    return EngineUpgrade(before.package_version, after.package_version, new != old)


def remove_engine(settings: Settings) -> bool:
    """Delete the private engine; False where there was none. Refused while a process runs from it."""
    home = EngineHome(settings.data / "engine")
    if not home.versions.exists() and not home.work.exists():
        return False
    with _held(home):
        _refuse_while_running(home)
        home.current.unlink(missing_ok=True)
        for version in _versions(home):
            _delete(version)
        shutil.rmtree(home.versions, ignore_errors=True)
        shutil.rmtree(home.work, ignore_errors=True)
    return True


def engine_status(settings: Settings) -> EngineStatus:
    """What is installed, and who is running from it."""
    home = EngineHome(settings.data / "engine")
    current = home.current_version()
    others = [version for version in _versions(home) if version != current]
    return EngineStatus(
        program=_existing(settings),
        record=read_record(current) if current else None,
        previous=_record_of(others[-1]).package_version if others else None,
        directory=home.directory,
        processes=running_from(home.directory),
    )


def running_from(directory: Path) -> tuple[int, ...]:
    """Processes that were started from a directory; those of other users are known by their command line."""
    start = f"{directory.resolve()}/"
    found = []
    for process in psutil.process_iter(["pid", "exe", "cmdline"]):
        words = [process.info["exe"] or "", *(process.info["cmdline"] or [])[:4]]
        if any(word.startswith(start) for word in words):
            found.append(process.info["pid"])
    return tuple(sorted(found))


def _bring(home: EngineHome, settings: Settings, archive: Archive | None, report: Report) -> Path:
    """Find, download, unpack, prove, switch. Until the switch nothing in use is touched.

    1. Refuse what cannot work here, before anything is downloaded.
    2. Ask the archive; the same packages as now mean that there is nothing to do.
    3. Download; packages of an attempt that was cut short are used again.
    4. Unpack beside the current engine and give the directory its name only when it is whole.
    5. Boot it once; then point `current` at it.
    """
    architecture = machine.require_system()
    machine.require_reachable(home.directory)
    machine.require_space(home.directory, _size(home.work))
    _delete_unfinished(home)
    report(Progress("find", 0, 1))
    client = AptClient(archive or find_archive(settings), architecture, home.work)
    offer = client.find_offer()
    report(Progress("find", 1, 1))
    version = home.version_named(offer.version, offer.packages)
    if program_in(version) is None:
        _unpack_whole(client, offer, version, report)
    if version != home.current_version():
        report(Progress("prove", 0, 1))
        prove_program(_program_of(version), settings.engine_uid)
        report(Progress("prove", 1, 1))
        _switch(home, version)
    shutil.rmtree(home.work, ignore_errors=True)
    return version


def find_archive(settings: Settings, sources: Path = machine.APT_SOURCES) -> Archive:
    """The archive that a setting names, or the one this machine itself is kept from."""
    keyring = machine.require_keyring()
    address = settings.engine_archive or choose_archive(machine.read_apt_sources(sources))
    if address is None:
        raise EngineError(say("None of this machine's apt sources is a Debian archive. Give the address of one in "
                              "the setting 'engine_archive', or an Asterisk of your own in 'engine_binary'."))
    if not is_address(address):
        raise EngineError(say("Setting 'engine_archive' is {address}, which is not the address of one Debian "
                              "archive. Correct it, or leave it empty.", address=address))
    return Archive(address, keyring)


def _unpack_whole(client: AptClient, offer: Offer, version: Path, report: Report) -> None:
    files = client.download(offer, report)
    version.parent.mkdir(mode=0o755, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=version.parent))
    try:
        unfinished.chmod(0o755)
        unpack(files, unfinished / "root", report)
        write_record(unfinished, _record(client, offer))
        os.sync()
        _delete(version)
        unfinished.rename(version)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


def _record(client: AptClient, offer: Offer) -> InstallRecord:
    return InstallRecord(
        version=offer.version, package_version=offer.package_version, suite=offer.suite,
        architecture=client.architecture, archive=client.archive.address,
        installed_at=datetime.now(UTC).isoformat(timespec="seconds"), installed_by=_user_name(),
        packages=offer.packages)


def _switch(home: EngineHome, version: Path) -> None:
    """Point `current` at a version in one step: whoever looks sees the old one or the new one."""
    link = home.directory / f"{UNFINISHED}link"
    link.unlink(missing_ok=True)
    link.symlink_to(version.relative_to(home.directory), target_is_directory=True)
    link.replace(home.current)


@contextmanager
def _held(home: EngineHome) -> Iterator[None]:
    """Let one process at a time change the private directory."""
    try:
        home.directory.mkdir(mode=0o755, parents=True, exist_ok=True)
        lock = home.lock.open("w")
    except OSError as error:
        raise EngineError(say("The directory {directory} cannot be written ({reason}). Correct its owner, or choose "
                              "another data directory.", directory=str(home.directory),
                              reason=error.strerror or str(error))) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise EngineError(say("Another process is installing or removing the engine in {directory}. Wait until "
                                  "it has finished.", directory=str(home.directory))) from error
        yield


def _existing(settings: Settings) -> EngineProgram | None:
    try:
        return find_engine(settings)
    except EngineError:
        return None


def _require_private(home: EngineHome, settings: Settings) -> InstallRecord:
    """The record of the private engine: only that one is ours to upgrade."""
    current = home.current_version()
    if current is None:
        program = find_engine(settings)
        raise EngineError(say("The engine in use, {program}, was not installed by tongdai. Upgrade it the way it "
                              "was installed.", program=program.command[-1]))
    return _record_of(current)


def _program_of(version: Path) -> EngineProgram:
    program = program_in(version)
    if program is None:
        raise EngineError(say("The engine in {directory} is not whole. Run 'tongdai engine remove', then 'tongdai "
                              "engine install'.", directory=str(version)))
    return program


def _record_of(version: Path) -> InstallRecord:
    record = read_record(version)
    if record is None:
        raise EngineError(say("The engine in {directory} is not whole. Run 'tongdai engine remove', then 'tongdai "
                              "engine install'.", directory=str(version)))
    return record


def _versions(home: EngineHome) -> list[Path]:
    """Whole versions, the one installed last at the end."""
    found = [(record.installed_at, path) for path in home.versions.glob("[0-9]*") if (record := read_record(path))]
    return [path for _, path in sorted(found)]


def _remove_older(home: EngineHome, keep: set[Path | None]) -> None:
    for version in _versions(home):
        if version not in keep and not running_from(version):
            _delete(version)


def _delete(version: Path) -> None:
    """Take the name away first, so that a half deleted version is never taken for a whole one."""
    if version.exists():
        condemned = version.with_name(f"{UNFINISHED}{version.name}")
        version.rename(condemned)
        shutil.rmtree(condemned)


def _delete_unfinished(home: EngineHome) -> None:
    for path in home.versions.glob(f"{UNFINISHED}*"):
        shutil.rmtree(path, ignore_errors=True)


def _refuse_while_running(home: EngineHome) -> None:
    processes = running_from(home.directory)
    if processes:
        raise EngineError(say("The engine in {directory} is running (process {process}). Stop it first.",
                              directory=str(home.directory), process=processes[0]))


def _size(directory: Path) -> int:
    return sum(path.stat().st_size for path in directory.rglob("*") if path.is_file())


def _user_name() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())
