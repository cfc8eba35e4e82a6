"""Choose the make of a phone: pjsua2 where this Python has it, else the program baresip."""

from pathlib import Path

from tongdai.engine.progress import Report, in_silence
from tongdai.engine.testphone.account import Account, PhoneError, Tell
from tongdai.engine.testphone.baresip import (
    BaresipHandset,
    BaresipProgram,
    baresip_home,
    find_baresip,
    install_baresip,
)
from tongdai.engine.testphone.handset import Handset
from tongdai.engine.testphone.pjsua import PjsuaHandset, PjsuaLibrary, find_pjsua
from tongdai.settings import Settings

Make = PjsuaLibrary | BaresipProgram


def find_make(data: Path | None = None) -> Make:
    """The make that is there; `data` is the data directory that may hold a private baresip."""
    make = find_pjsua() or find_baresip(baresip_home(data) if data else None)
    if make is None:
        raise PhoneError("This machine has no phone to call with yet: the library pjsua2 is not published for this "
                         "Python and processor, and no baresip 1.1 or newer is installed.")
    return make


def bring_make(settings: Settings, report: Report = in_silence) -> Make:
    """The make that is there, or a private baresip brought now. Raises EngineError where none can be had."""
    return find_pjsua() or find_baresip(baresip_home(settings.data)) or install_baresip(settings, report)


def take_handset(make: Make, account: Account, place: Path, tell: Tell) -> Handset:
    """Start one phone of this make in a directory of its own."""
    match make:
        case PjsuaLibrary():
            return PjsuaHandset(account, place, tell)
        case BaresipProgram():
            return BaresipHandset(make, account, place, tell)
