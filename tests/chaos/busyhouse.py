"""A real engine under real calls, with a worker and a console beside it, and a database: all that chaos can hit."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from actors.sipp import Login
from cells import RunningCell, cell_in
from load import Load, calling, desk
from postgresserver import PostgresServer, await_server, start_server
from tongdai.domain.extension import Extension
from tongdai.domain.secret import Secret
from tongdai.domain.snapshot import Snapshot, TenantSnapshot
from tongdai.domain.tenant import Feature, Package, Tenant
from tongdai.engine import EngineProgram, Ledger, fold_lines
from tongdai.engine.process import is_running, mark_process
from workers import Workshop, wait_until

KEY = "c5chaosx"
FIRST = 1001
MOST_LINES = 5_000_000
PACKAGE = Package(handle="chaos", name="Chaos", extensions=2000, concurrent_calls=2000,
                  features=frozenset({Feature.RECORDING}))

Logged = dict[str, tuple[str, float]]
"""Outcome and seconds of talk of each call, by its id."""


def secret_of(number: str) -> str:
    """The SIP secret of an extension."""
    return f"Kq7mW2xTz9Rb{number}"


def login(number: str, dialled: str = "") -> Login:
    """An account, and whom it calls."""
    return Login(f"{KEY}-{number}", secret_of(number), dialled)


def house_of(extensions: int, limit: int = PACKAGE.concurrent_calls, **more: object) -> Snapshot:
    """One tenant with so many extensions."""
    package = Package(handle="chaos", name="Chaos", extensions=2000, concurrent_calls=limit, features=PACKAGE.features)
    tenant = Tenant(key=KEY, handle="chaos", name="Chaos", package="chaos")
    return Snapshot(tenants=(TenantSnapshot(tenant, package, tuple(
        Extension(number=str(number), name=f"Phone {number}", secret=Secret(secret_of(str(number))), **more)
        for number in range(FIRST, FIRST + extensions))),))


@dataclass
class BusyHouse:
    """What runs, and how to end each of it as a crash does, and to start it again as a supervisor does."""

    cell: RunningCell
    shop: Workshop
    server: PostgresServer | None = None
    name: str = ""
    web: "subprocess.Popen[bytes] | None" = None
    started: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def start_web(self) -> None:
        """Start a console, and wait until it serves."""
        with (self.shop.data / "web.out").open("ab") as out:
            self.web = subprocess.Popen([sys.executable, "-P", "-m", "tongdai.site.entry", "web", "--quiet"],
                                        env=self.shop.environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        wait_until(self.is_served, 30, lambda: (self.shop.data / "web.out").read_text()[-1500:])

    def is_served(self) -> bool:
        """Whether the console answers somebody who is not signed in."""
        with suppress(URLError, OSError):
            return bool(urlopen(f"http://127.0.0.1:{self.cell.settings.web_port}/", timeout=30).status)
        return False

    def hit(self, victim: str) -> None:
        """Kill one, and start it again."""
        match victim:
            case "web":
                assert self.web
                self.web.kill()
                self.web.wait()
                self.start_web()
            case "worker":
                self.shop.kill()
                read = self.position()
                self.shop.start()
                wait_until(lambda: self.position() != read, 60, self.shop.said)
            case "database":
                self.stop_database(signal.SIGKILL)
                self.start_database()

    def position(self) -> str:
        """How far the spool has been read: a worker that moves it is at its work."""
        question = "SELECT position FROM store_spoolposition"
        return self.server.ask(question, self.name) if self.server else str(self.shop.select(question))

    def stop_database(self, how: signal.Signals) -> None:
        """End PostgreSQL: by a crash, or at once (SIGQUIT)."""
        assert self.server
        mark = mark_process(int((self.server.directory / "data" / "postmaster.pid").read_text().split()[0]))
        assert mark
        os.kill(mark.pid, how)
        with suppress(ChildProcessError):
            os.waitpid(mark.pid, 0)
        wait_until(lambda: not is_running(mark), 30, lambda: "PostgreSQL does not end")

    def start_database(self) -> None:
        """Start it; what a crash left of it may take a moment to end."""
        assert self.server
        end = time.monotonic() + 30
        while time.monotonic() < end:
            process = start_server(self.server)
            self.started.append(process)
            with suppress(AssertionError):
                await_server(self.server, process)
                return
            time.sleep(0.2)
        raise AssertionError((self.server.directory / "log").read_text())

    def logged(self) -> Logged:
        """The call log."""
        question = "SELECT id, outcome, talk_seconds FROM store_call"
        if self.server:
            rows: list[tuple[object, ...]] = [tuple(line.split("|")) for line in
                                              self.server.ask(question, self.name).splitlines()]
        else:
            rows = self.shop.select(question)
        logged = {str(row[0]): (str(row[1]), float(str(row[2]))) for row in rows}
        assert len(logged) == len(rows), "a call stands twice"
        return logged

    def spooled(self) -> Logged:
        """What the whole spool says, read from its beginning by nobody else."""
        lines = (line.text for line in self.cell.engine.spool("", MOST_LINES))
        calls = fold_lines(Ledger(), lines, self.cell.settings.cell).calls
        return {call.id: (call.outcome.value, call.talk_seconds) for call in calls}

    def wait_caught_up(self, seconds: float = 60) -> float:
        """Until every call of the spool is in the log; gives how long that took."""
        spooled = self.spooled()
        return wait_until(lambda: len(self.logged()) >= len(spooled), seconds,
                          lambda: f"{len(self.logged())} of {len(spooled)} calls: {self.shop.said()}")

    def close(self) -> None:
        """End what is left."""
        self.shop.kill()
        if self.web:
            self.web.kill()
            self.web.wait()
        for process in self.started:
            if process.poll() is None:
                process.send_signal(signal.SIGQUIT)
                process.wait(30)


@contextmanager
def busy_house(directory: Path, program: EngineProgram, snapshot: Snapshot,
               server: PostgresServer | None = None) -> Iterator[BusyHouse]:
    """An engine on this snapshot, a worker, and a database: a file, or one of this server."""
    with cell_in(directory, program) as cell:
        cell.publish(snapshot)
        cell.start()
        name = server.make() if server else ""
        more = {"TONGDAI_DATABASE_URL": server.url(name)} if server else {}
        more["TONGDAI_WEB_PORT"] = str(cell.settings.web_port)
        house = BusyHouse(cell, Workshop(cell.settings.data, more), server, name)
        try:
            house.shop.ingest()
            house.shop.start()
            yield house
        finally:
            house.close()


@contextmanager
def calls_on(house: BusyHouse, pairs: int, rate: float, hold_seconds: float = 1.0,
             seconds: float = 1800) -> Iterator[Load]:
    """Half of the extensions call the other half, at this rate, until the end of the block."""
    port = house.cell.settings.sip_port
    called = [str(FIRST + pairs + each) for each in range(pairs)]
    callers = [login(str(FIRST + each), called[each]) for each in range(pairs)]
    with (desk(port, map(login, called), seconds=seconds),
          calling(port, callers, rate=rate, hold_seconds=hold_seconds, seconds=seconds) as load):
        yield load


