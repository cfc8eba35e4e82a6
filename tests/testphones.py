"""Bring the phones that all tests share; also a command, so that ./test can show what there is.

pjsua2 is taken where this Python has it, baresip everywhere: where pjsua2 is missing, the tests call with baresip.
"""

import fcntl
import os
import sys
from functools import cache

from testengine import reachable_cache
from tongdai.engine import EngineError
from tongdai.engine.testphone import Make, find_make
from tongdai.engine.testphone.baresip import BaresipProgram, baresip_home, find_baresip, install_baresip
from tongdai.engine.testphone.pjsua import find_pjsua
from tongdai.settings import Settings

MAKE_VARIABLE = "TONGDAI_TEST_PHONE"
PJSUA, BARESIP = "pjsua2", "baresip"
MAKES = [PJSUA, BARESIP] if find_pjsua() else [BARESIP]
"""The makes of phone that this machine can have."""


@cache
def make_named(name: str) -> Make:
    """One of the makes."""
    return bring_baresip() if name == BARESIP else find_make()


def usual_make() -> Make:
    """The make that tests call with: the one that $TONGDAI_TEST_PHONE names, or the first there is."""
    named = os.environ.get(MAKE_VARIABLE) or MAKES[0]
    if named not in MAKES:
        raise LookupError(f"{MAKE_VARIABLE} is {named}; this machine can have {' and '.join(MAKES)}.")
    return make_named(named)


def bring_baresip() -> BaresipProgram:
    """The system's baresip, or one kept beside the engine of the tests; runs beside each other wait for one another."""
    data = reachable_cache()
    data.mkdir(parents=True, exist_ok=True)
    with (data / "phone.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return find_baresip(baresip_home(data)) or install_baresip(Settings(data=data))


if __name__ == "__main__":
    try:
        version = bring_baresip().version
        print(f"Calls are made with {MAKES[0]}, and between makes; baresip is {version}.")
    except (EngineError, LookupError) as error:
        sys.exit(str(error))
