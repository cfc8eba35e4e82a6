"""The private engine: bring it, keep it current, say what there is, and take it away."""

from dataclasses import dataclass
from pathlib import Path

from tongdai.domain.message import say
from tongdai.engine import machine
from tongdai.engine.aptwords import Archive
from tongdai.engine.bring import bring, held, remove_all, remove_older, running_from, versions_in
from tongdai.engine.installed import InstallRecord, PrivateHome, read_record
from tongdai.engine.locate import find_engine
from tongdai.engine.port import EngineError
from tongdai.engine.program import CEILING_TEXT, FLOOR_TEXT, EngineProgram, is_accepted, program_in, read_version
from tongdai.engine.progress import Report, in_silence
from tongdai.engine.proofboot import prove_program
from tongdai.engine.ware import Ware
from tongdai.settings import Settings

PACKAGE = "asterisk"
SPACE = 600_000_000


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
    home = _home(settings)
    with held(home):
        return _program_of(_bring(home, settings, archive, report))


def upgrade_engine(settings: Settings, report: Report = in_silence, archive: Archive | None = None) -> EngineUpgrade:
    """Install what the archive offers now next to the private engine, prove it, and switch; the old one is kept."""
    home = _home(settings)
    before = _require_private(home, settings)
    with held(home):
        old = home.current_version()
        new = _bring(home, settings, archive, report)
        if new != old:
            remove_older(home, keep={old, new})
    after = _record_of(new)
    return EngineUpgrade(before.package_version, after.package_version, new != old)


def remove_engine(settings: Settings) -> bool:
    """Delete the private engine; False where there was none. Refused while a process runs from it."""
    home = _home(settings)
    if not home.versions.exists() and not home.work.exists():
        return False
    with held(home):
        _refuse_while_running(home)
        remove_all(home)
    return True


def engine_status(settings: Settings) -> EngineStatus:
    """What is installed, and who is running from it."""
    home = _home(settings)
    current = home.current_version()
    others = [version for version in versions_in(home) if version != current]
    return EngineStatus(
        program=_existing(settings),
        record=read_record(current) if current else None,
        previous=_record_of(others[-1]).package_version if others else None,
        directory=home.directory,
        processes=running_from(home.directory),
    )


def _home(settings: Settings) -> PrivateHome:
    return PrivateHome(settings.data / "engine")


def _bring(home: PrivateHome, settings: Settings, archive: Archive | None, report: Report) -> Path:
    machine.require_reachable(home.directory)
    return bring(home, _ware(settings), settings, archive, report)


def _ware(settings: Settings) -> Ware:
    return Ware(
        package=PACKAGE, space=SPACE, accept=_accepted, unfit=_unfit,
        is_whole=lambda version: program_in(version) is not None,
        prove=lambda version: _prove(version, settings),
        require_architecture=machine.require_system)


def _accepted(package_version: str) -> str | None:
    version = read_version(package_version)
    return version if version and is_accepted(version) else None


def _unfit(archive: Archive, version: str) -> EngineError:
    return EngineError(say("The archive {archive} offers Asterisk {version} only; it must be from {floor} to below "
                           "{ceiling}. Name a current archive in the setting 'engine_archive'.",
                           archive=archive.address, version=version, floor=FLOOR_TEXT, ceiling=CEILING_TEXT))


def _prove(version: Path, settings: Settings) -> None:
    prove_program(_program_of(version), settings.engine_uid)


def _existing(settings: Settings) -> EngineProgram | None:
    try:
        return find_engine(settings)
    except EngineError:
        return None


def _require_private(home: PrivateHome, settings: Settings) -> InstallRecord:
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
        raise _not_whole(version)
    return program


def _record_of(version: Path) -> InstallRecord:
    record = read_record(version)
    if record is None:
        raise _not_whole(version)
    return record


def _not_whole(version: Path) -> EngineError:
    return EngineError(say("The engine in {directory} is not whole. Run 'tongdai engine remove', then 'tongdai "
                           "engine install'.", directory=str(version)))


def _refuse_while_running(home: PrivateHome) -> None:
    processes = running_from(home.directory)
    if processes:
        raise EngineError(say("The engine in {directory} is running (process {process}). Stop it first.",
                              directory=str(home.directory), process=processes[0]))
