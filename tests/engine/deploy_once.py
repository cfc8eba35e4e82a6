"""Deploy one of two Builds once, as a process of its own: what a test kills in the middle."""

import json
import os
import sys
from pathlib import Path
from typing import Any

from engine.casts import SEN, TRE, extension, tenant
from tongdai.compiler import Build, compile_snapshot
from tongdai.domain.snapshot import Snapshot
from tongdai.engine import AsteriskEngine, EngineProgram
from tongdai.settings import Settings

ROOT = Path(__file__).parents[2]
RELEASES = {"one": {SEN: 1, TRE: 1}, "two": {SEN: 2, TRE: 1}}


def build(which: str) -> Build:
    """`one` has 101 and 102; `two` has lost 102, won 103 and calls 101 by another name with another secret."""
    sen = {"one": (extension(101), extension(102)),
           "two": (extension(101, "Bình", "Zx9vQw3eRt7yUi1o"), extension(103))}[which]
    return compile_snapshot(Snapshot(tenants=(tenant(SEN, *sen), tenant(TRE, extension(101)))))


def surroundings() -> dict[str, str]:
    """The environment of a process that is to run a module of these tests."""
    rooms = [str(ROOT / "src"), str(ROOT / "tests"), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, rooms)), "PYTHONDONTWRITEBYTECODE": "1"}


def told(settings: Settings, program: EngineProgram) -> str:
    """What this process must be told, as one argument."""
    ports = {name: getattr(settings, name) for name in ("sip_port", "sip_tls_port")}
    return json.dumps({"settings": {"data": str(settings.data), **ports},
                       "program": {"version": program.version, "command": program.command,
                                   "modules": str(program.modules), "data": str(program.data),
                                   "sounds": str(program.sounds), "origin": program.origin}})


def engine_of(text: str) -> AsteriskEngine:
    """The engine that `told` spoke of."""
    values: dict[str, Any] = json.loads(text)
    settings, program = values["settings"], values["program"]
    return AsteriskEngine(
        Settings(**{**settings, "data": Path(settings["data"])}),
        EngineProgram(program["version"], tuple(program["command"]), Path(program["modules"]),
                      Path(program["sounds"]), program["origin"], Path(program["data"])))


if __name__ == "__main__":
    engine_of(sys.argv[1]).deploy(build(sys.argv[2]), RELEASES[sys.argv[2]])
