"""Bring a private baresip from Debian's archive, the way the engine is brought."""

from pathlib import Path

from tongdai.domain.message import say
from tongdai.engine import machine
from tongdai.engine.aptwords import Archive
from tongdai.engine.bring import bring, held
from tongdai.engine.installed import PrivateHome
from tongdai.engine.port import EngineError
from tongdai.engine.progress import Report, in_silence
from tongdai.engine.testphone.baresip.program import (
    FLOOR_TEXT,
    BaresipProgram,
    ask_version,
    baresip_in,
    read_version,
)
from tongdai.engine.ware import Ware
from tongdai.settings import Settings

PACKAGE = "baresip-core"
SPACE = 200_000_000


def baresip_home(data: Path) -> PrivateHome:
    """Where the private baresip of a data directory stands."""
    return PrivateHome(data / "phone")


def install_baresip(settings: Settings, report: Report = in_silence, archive: Archive | None = None) -> BaresipProgram:
    """Bring a private baresip; again, it is the same as once."""
    home = baresip_home(settings.data)
    with held(home):
        return _program_of(bring(home, _WARE, settings, archive, report))


def _require_architecture() -> str:
    try:
        return machine.require_system()
    except EngineError as error:
        raise EngineError(say("There is no phone to call with: the library pjsua2 is not published for this Python and "
                              "processor, and baresip can be brought on Debian and its relatives only, on amd64 and "
                              "arm64. Install baresip {floor} or newer in this system's own way.",
                              floor=FLOOR_TEXT)) from error


def _unfit(archive: Archive, version: str) -> EngineError:
    return EngineError(say("The archive {archive} offers baresip {version} only; it must be {floor} or newer. Name a "
                           "current archive in the setting 'engine_archive'.", archive=archive.address,
                           version=version, floor=FLOOR_TEXT))


def _prove(version: Path) -> None:
    program = _program_of(version)
    if ask_version(program.command) is None:
        raise EngineError(say("The baresip in {directory} does not start on this machine. Install baresip {floor} or "
                              "newer in this system's own way.", directory=str(version), floor=FLOOR_TEXT))


def _program_of(version: Path) -> BaresipProgram:
    program = baresip_in(version)
    if program is None:
        raise EngineError(say("The baresip in {directory} is not whole. Delete that directory and try again.",
                              directory=str(version)))
    return program


_WARE = Ware(package=PACKAGE, space=SPACE, accept=read_version, unfit=_unfit,
             is_whole=lambda version: baresip_in(version) is not None, prove=_prove,
             require_architecture=_require_architecture)
