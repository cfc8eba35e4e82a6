"""A whole installation in processes of its own: the program as people start it, on free ports."""

import os
import re
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tongdai.engine import EngineProgram

SOURCE = Path(__file__).parents[2] / "src"
SECONDS_TO_SERVE = 60.0
SECONDS_TO_STOP = 60.0


@dataclass(frozen=True)
class Installation:
    """A data directory with its ports."""

    data: Path
    ports: dict[str, int]
    more: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """What its processes are told."""
        told = {f"TONGDAI_{name.upper()}": str(port) for name, port in self.ports.items()}
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        told["TONGDAI_DATA"] = str(self.data)
        return {**kept, "PYTHONPATH": str(SOURCE), "LANG": "C.UTF-8", **told, **self.more}

    def command(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Carry out one command line and wait for its end."""
        return subprocess.run(_command(*arguments), env=self.environment, capture_output=True, text=True, check=False,
                              timeout=120, stdin=subprocess.DEVNULL)

    @contextmanager
    def running(self) -> Iterator["Running"]:
        """`tongdai run`, from the moment its engine serves."""
        process = subprocess.Popen(_command("run"), env=self.environment, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        running = Running(process)
        try:
            running.wait_for("serves SIP", SECONDS_TO_SERVE)
            wait_until_open(self.ports["web_port"])
            yield running
        finally:
            running.stop()


@dataclass
class Running:
    """A `tongdai run`, and what it has printed so far."""

    process: "subprocess.Popen[bytes]"
    printed: str = ""

    @property
    def password(self) -> str | None:
        """The one-time password, if one was printed."""
        found = re.search(r"then choose another: (\S+)", self.printed)
        return found[1] if found else None

    @property
    def address(self) -> str:
        """The console's address."""
        found = re.search(r"http://\S+", self.printed)
        assert found, self.printed
        return found[0]

    def wait_for(self, words: str, seconds: float) -> None:
        """Until these words were printed."""
        assert self.process.stdout
        deadline = time.monotonic() + seconds
        while words not in self.printed:
            ready, _, _ = select.select([self.process.stdout], [], [], max(0.0, deadline - time.monotonic()))
            read = os.read(self.process.stdout.fileno(), 65536) if ready else b""
            assert read, f"'{words}' was not printed:\n{self.printed}"
            self.printed += read.decode()

    def family(self) -> list[psutil.Process]:
        """The process and all that it has started."""
        here = psutil.Process(self.process.pid)
        return [here, *here.children(recursive=True)]

    def stop(self) -> int:
        """Ctrl-C, and wait until it has ended."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            rest, _ = self.process.communicate(timeout=SECONDS_TO_STOP)
            self.printed += rest.decode()
        except ValueError:
            pass  # its output was read to the end before
        return self.process.wait(SECONDS_TO_STOP)


def new_installation(directory: Path, program: EngineProgram, **more: str) -> Installation:
    """An empty data directory below `directory` that has the tests' engine, and ports that are free now."""
    data = directory / "data"
    data.mkdir()
    home = next((each for each in Path(program.command[0]).parents if (each / "versions").is_dir()), None)
    if home is not None:
        (data / "engine").symlink_to(home, target_is_directory=True)
    names = ("web_port", "sip_port", "sip_tls_port")
    ports = dict(zip(names, free_ports(len(names)), strict=True))
    first = 2 * (free_ports(1)[0] // 2)
    first = first if first < 60000 else 30000
    return Installation(data, {**ports, "rtp_first_port": first, "rtp_last_port": first + 199}, more)


def wait_until_open(port: int) -> None:
    """Until somebody listens on this port."""
    deadline = time.monotonic() + SECONDS_TO_SERVE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            assert time.monotonic() < deadline, f"nobody listens on port {port}"
            time.sleep(0.1)


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on now."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-P", "-m", "tongdai.site.entry", *arguments]
