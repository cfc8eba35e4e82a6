"""Bring what Debian packages from its signed archive into a private directory, without root."""

import fcntl
import os
import pwd
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import psutil

from tongdai.domain.message import say
from tongdai.engine import machine
from tongdai.engine.aptwords import Archive
from tongdai.engine.archive import AptClient, Offer
from tongdai.engine.installed import InstallRecord, PrivateHome, read_record, write_record
from tongdai.engine.port import EngineError
from tongdai.engine.progress import Progress, Report
from tongdai.engine.sources import choose_archive, is_address
from tongdai.engine.unpack import unpack
from tongdai.engine.ware import Ware
from tongdai.settings import Settings

UNFINISHED = ".unfinished-"
SECONDS_TO_BECOME_A_PROGRAM = 0.1


def bring(home: PrivateHome, ware: Ware, settings: Settings, archive: Archive | None, report: Report) -> Path:
    """Find, download, unpack, prove, switch; the directory of the version now in use. Call it while holding the home.

    Until the switch nothing in use is touched.

    1. Refuse what cannot work here, before anything is downloaded.
    2. Ask the archive; the same packages as now mean that there is nothing to do.
    3. Download; packages of an attempt that was cut short are used again.
    4. Unpack beside the current version and give the directory its name only when it is whole.
    5. Start it once; then point `current` at it.
    """
    architecture = ware.require_architecture()
    machine.require_space(home.directory, _size(home.work), ware.space)
    _delete_unfinished(home)
    report(Progress("find", 0, 1))
    client = AptClient(archive or find_archive(settings), ware, architecture, home.work)
    offer = client.find_offer()
    report(Progress("find", 1, 1))
    version = home.version_named(offer.version, offer.packages)
    if not ware.is_whole(version):
        _unpack_whole(client, offer, version, report)
    if version != home.current_version():
        report(Progress("prove", 0, 1))
        ware.prove(version)
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


@contextmanager
def held(home: PrivateHome) -> Iterator[None]:
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
            raise EngineError(say("Another process is installing or removing something in {directory}. Wait until it "
                                  "has finished.", directory=str(home.directory))) from error
        yield


def versions_in(home: PrivateHome) -> list[Path]:
    """Whole versions, the one installed last at the end."""
    found = [(record.installed_at, path) for path in home.versions.glob("[0-9]*") if (record := read_record(path))]
    return [path for _, path in sorted(found)]


def remove_older(home: PrivateHome, keep: set[Path | None]) -> None:
    """Delete the versions that are neither kept nor running."""
    for version in versions_in(home):
        if version not in keep and not running_from(version):
            _delete(version)


def remove_all(home: PrivateHome) -> None:
    """Delete everything that was brought."""
    home.current.unlink(missing_ok=True)
    for version in versions_in(home):
        _delete(version)
    shutil.rmtree(home.versions, ignore_errors=True)
    shutil.rmtree(home.work, ignore_errors=True)


def running_from(directory: Path) -> tuple[int, ...]:
    """Processes that were started from a directory; those of other users are known by their command line.

    Looks twice before it says that there is none: a process that is just becoming another program (execve) shows
    an empty command line for an instant.
    """
    found = _started_below(f"{directory.resolve()}/")
    if not found:
        time.sleep(SECONDS_TO_BECOME_A_PROGRAM)
        found = _started_below(f"{directory.resolve()}/")
    return found


def _started_below(start: str) -> tuple[int, ...]:
    return tuple(pid for pid in psutil.pids() if any(word.startswith(start) for word in _command_of(pid)))


def _command_of(pid: int) -> list[str]:
    """The first words of a process and its program: in this order, so that one of the two is never missed."""
    try:
        words = psutil.Process(pid).cmdline()[:4]
    except psutil.Error:
        return []
    with suppress(psutil.Error):
        words.append(psutil.Process(pid).exe())
    return words


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


def _switch(home: PrivateHome, version: Path) -> None:
    """Point `current` at a version in one step: whoever looks sees the old one or the new one."""
    link = home.directory / f"{UNFINISHED}link"
    link.unlink(missing_ok=True)
    link.symlink_to(version.relative_to(home.directory), target_is_directory=True)
    link.replace(home.current)


def _delete(version: Path) -> None:
    """Take the name away first, so that a half deleted version is never taken for a whole one."""
    if version.exists():
        condemned = version.with_name(f"{UNFINISHED}{version.name}")
        version.rename(condemned)
        shutil.rmtree(condemned)


def _delete_unfinished(home: PrivateHome) -> None:
    for path in home.versions.glob(f"{UNFINISHED}*"):
        shutil.rmtree(path, ignore_errors=True)


def _size(directory: Path) -> int:
    return sum(path.stat().st_size for path in directory.rglob("*") if path.is_file())


def _user_name() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())
