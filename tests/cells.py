"""Cells for tests: a real engine on free loopback ports in a directory of its own, stopped by its process id."""

import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tongdai.compiler import Build, compile_snapshot
from tongdai.domain.snapshot import Snapshot
from tongdai.engine import AsteriskEngine, EngineProgram
from tongdai.engine.boot import Boot, running_boot
from tongdai.engine.cell import CellDirectory
from tongdai.engine.process import end_process, kill_process
from tongdai.engine.start import start_engine
from tongdai.settings import Settings

LOWEST_PORT, HIGHEST_PORT = 20000, 32000
RTP_PORTS = 200
_chosen = Random()


@dataclass
class RunningCell:
    """One cell of a test, with what it was told and a hand on its engine."""

    settings: Settings
    engine: AsteriskEngine
    releases: dict[str, int] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def cell(self) -> CellDirectory:
        """Its directories."""
        return self.engine.cell

    @property
    def boot(self) -> Boot:
        """The engine that runs now."""
        boot = running_boot(self.cell)
        assert boot is not None, "the engine of this cell does not run"
        return boot

    def publish(self, snapshot: Snapshot, release: int = 1) -> Build:
        """Compile and deploy; every tenant stands at this release afterwards."""
        build = compile_snapshot(snapshot)
        self.releases = {house.tenant.key: release for house in snapshot.tenants}
        self.engine.deploy(build, self.releases)
        return build

    def start(self) -> Boot:
        """Start the engine from the generation in force."""
        started = start_engine(self.settings, self.cell, self.engine.program)
        assert started.findings == ()
        self.process = started.process or self.process
        return started.boot

    def stop(self) -> None:
        """Stop the engine as a supervisor does."""
        boot = running_boot(self.cell)
        if boot is not None:
            end_process(boot.process, 10)
        self._bury()

    def kill(self) -> None:
        """End the engine as a crash does."""
        kill_process(self.boot.process)
        self._bury()

    def log(self) -> str:
        """What the engine told so far."""
        path = self.cell.log / "messages"
        return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""

    def complaints(self) -> list[str]:
        """Warnings and errors of the engine so far, but those of a queue that was long on a busy machine."""
        return [line for line in self.log().splitlines()
                if (" WARNING[" in line or " ERROR[" in line) and " taskprocessor.c: " not in line]

    def _bury(self) -> None:
        if self.process is not None:
            self.process.wait(5)
            self.process = None


@contextmanager
def cell_in(directory: Path, program: EngineProgram, **settings: object) -> Iterator[RunningCell]:
    """A cell without an engine that runs yet; whatever runs in it at the end is stopped."""
    chosen = {"data": directory / "data", **free_ports(), **settings}
    cell = RunningCell(Settings(**chosen), AsteriskEngine(Settings(**chosen), program))
    try:
        yield cell
    finally:
        cell.stop()


@contextmanager
def cell_on(snapshot: Snapshot, directory: Path, program: EngineProgram, **settings: object) -> Iterator[RunningCell]:
    """A cell whose engine runs on this snapshot."""
    with cell_in(directory, program, **settings) as cell:
        cell.publish(snapshot)
        cell.start()
        yield cell


def free_ports() -> dict[str, int]:
    """Ports of loopback that nobody uses: for SIP, SIP over TLS, the console and a range for audio."""
    sip, tls, web = (free_port() for _ in range(3))
    rtp = _chosen.randrange(LOWEST_PORT, HIGHEST_PORT - RTP_PORTS, RTP_PORTS) + 30000 - LOWEST_PORT
    return {"sip_port": sip, "sip_tls_port": tls, "web_port": web,
            "rtp_first_port": rtp, "rtp_last_port": rtp + RTP_PORTS - 1}


def free_port() -> int:
    """One port that is free for UDP and TCP, below those the kernel gives out by itself."""
    while True:
        port = _chosen.randrange(LOWEST_PORT, HIGHEST_PORT)
        with (closing(socket.socket(type=socket.SOCK_STREAM)) as tcp,
              closing(socket.socket(type=socket.SOCK_DGRAM)) as udp):
            try:
                tcp.bind(("127.0.0.1", port))
                udp.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
