"""A scratch engine on a Build: booted as a proof boot is, asked by its console, gone afterwards."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from tongdai.compiler import GENERATION, Build, Reload, compile_place, release_variable
from tongdai.domain.cell import Place
from tongdai.engine import EngineProgram
from tongdai.engine.console import Console, ConsoleSilentError, ask_console
from tongdai.engine.inventory import database_rows
from tongdai.engine.reload import apply_reload

SOUNDS = Path(__file__).parents[1] / "src" / "tongdai" / "engine" / "sounds"
NOBODY = 65534
SECONDS = 20.0
RELEASE = 17


@dataclass(frozen=True)
class ScratchEngine:
    """One that runs."""

    program: EngineProgram
    place: Place
    process: subprocess.Popen[bytes]

    def ask(self, question: str) -> str:
        """What the console answers; an engine that does not listen yet says nothing."""
        with suppress(ConsoleSilentError):
            return ask_console(Path(self.place.run), question, SECONDS)
        return ""

    def complaints(self) -> list[str]:
        """Every warning and error since it began, but those of a queue that was long on a busy machine."""
        log = (Path(self.place.log) / "messages").read_text("utf-8", errors="replace")
        return [each for each in log.splitlines()
                if ("WARNING[" in each or "ERROR[" in each) and " taskprocessor.c: " not in each]

    def spool(self) -> list[list[str]]:
        """The call events, as fields."""
        file = Path(self.place.log) / "cel-custom" / "calls.tsv"
        return [each.split("\t") for each in file.read_text("utf-8").splitlines()] if file.exists() else []

    def hangups(self, count: int) -> list[list[str]]:
        """The first `count` ends of channels, as soon as they are written."""
        end = time.monotonic() + SECONDS
        while len(found := [each for each in self.spool() if each[0] == "HANGUP"]) < count:
            assert time.monotonic() < end, f"Only {len(found)} of {count} channels ended: {self.spool()}"
            time.sleep(0.02)
        return found[:count]

    def put_rows(self, rows: Mapping[str, str]) -> None:
        """Write rows to the engine's database while it runs."""
        apply_reload(Console(Path(self.place.run)), Reload(puts=tuple(rows.items())))

    def rows(self) -> dict[str, str]:
        """Our rows as the engine gives them back."""
        return database_rows(Console(Path(self.place.run)))


def free_port() -> int:
    """A port on which nobody listens just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def lay_out(program: EngineProgram, build: Build, top: Path, **changes: object) -> Place:
    """Write a Build and a place's files below a directory, the way the machine room does."""
    for name in ("etc", "run", "state", "spool", "log/cel-custom", "data"):
        (top / name).mkdir(parents=True, exist_ok=True)
    (top / "data" / "documentation").symlink_to(program.data / "documentation")
    (top / "data" / "sounds").symlink_to(SOUNDS)
    place = Place(cell="c1", boot="b1", configuration=f"{top}/etc", modules=str(program.modules), data=f"{top}/data",
                  state=f"{top}/state", run=f"{top}/run", spool=f"{top}/spool", log=f"{top}/log",
                  sip_host="127.0.0.1", sip_port=0, sip_tls_port=0, tls_certificate="", tls_key="",
                  rtp_first_port=30000, rtp_last_port=30998)
    place = replace(place, **changes)  # type: ignore[arg-type]
    releases = "".join(f"{release_variable(file.partition('/')[2].removesuffix('.conf'))} = {RELEASE}\n"
                       for file in build.files if file.startswith("extensions/"))
    for name, text in {**build.files, **compile_place(place), GENERATION: releases}.items():
        path = top / "etc" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode())
    if os.geteuid() == 0:
        for each in (top, *top.rglob("*")):
            os.chown(each, NOBODY, NOBODY, follow_symlinks=False)
    return place


@contextmanager
def scratch_engine(program: EngineProgram, build: Build, top: Path, **changes: object) -> Iterator[ScratchEngine]:
    """Boot, hand over, end."""
    place = lay_out(program, build, top, **changes)
    with (top / "out").open("wb") as out:
        process = subprocess.Popen([*program.command, "-f", "-C", f"{top}/etc/asterisk.conf"], cwd=top, stdout=out,
                                   stderr=out, stdin=subprocess.DEVNULL, **_unprivileged())
    engine = ScratchEngine(program, place, process)
    try:
        _wait_until_booted(engine, top)
        yield engine
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(top, ignore_errors=True)


def _wait_until_booted(engine: ScratchEngine, top: Path) -> None:
    end = time.monotonic() + SECONDS
    while "fully booted" not in engine.ask("core waitfullybooted"):
        assert engine.process.poll() is None, (top / "out").read_text()
        assert time.monotonic() < end, "The scratch engine did not boot."
        time.sleep(0.05)


def _unprivileged() -> dict[str, object]:
    return {"user": NOBODY, "group": NOBODY, "extra_groups": ()} if os.geteuid() == 0 else {}
