"""Nothing in the path of a call waits for Python: with every process of ours dead, calls go on and are logged later."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from actors.softphone import Phone
from cells import free_ports
from tongdai.engine import EngineProgram

pytestmark = [pytest.mark.wet, pytest.mark.asterisk]

CHECKOUT = Path(__file__).resolve().parents[2]
SECRET = "Kq7mW2xTz9RbLp4s"
PACKAGE = ("small", "--name", "Small", "--extensions", "5", "--concurrent-calls", "5")
TENANT = f"""\
format: 1
tenant:
  handle: sen
  name: Sen
package: small
extensions:
  - number: "101"
    name: Hoa
    secret: {SECRET}
  - number: "102"
    name: Bình
    secret: {SECRET}
"""


class Installation:
    """A whole `tongdai run` in a data directory of its own, and the verbs beside it."""

    def __init__(self, data: Path, program: EngineProgram) -> None:
        self.ports = free_ports()
        self.database = data / "database" / "tongdai.sqlite3"
        self.data = data
        data.mkdir(mode=0o755)
        engine = {} if program.origin == "private" else {"TONGDAI_ENGINE_BINARY": program.command[-1]}
        if program.origin == "private":
            (data / "engine").symlink_to(program.data.parents[5])
        self.environment = {
            **os.environ, "PYTHONPATH": str(CHECKOUT / "src"), "TONGDAI_DATA": str(data), **engine,
            **{f"TONGDAI_{name.upper()}": str(port) for name, port in self.ports.items()}}
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self, *verb: str) -> "subprocess.Popen[bytes]":
        """A verb that goes on until it is ended."""
        with (self.data / f"{verb[0]}.out").open("wb") as out:
            process = subprocess.Popen(self._command(*verb), env=self.environment, stdin=subprocess.DEVNULL,
                                       stdout=out, stderr=out)
        self.processes.append(process)
        return process

    def tongdai(self, *verb: str, text: str = "") -> str:
        """A verb that ends by itself."""
        done = subprocess.run(self._command(*verb), env=self.environment, input=text, capture_output=True, text=True,
                              timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def said(self, verb: str) -> str:
        """What a verb that goes on has printed so far."""
        return (self.data / f"{verb}.out").read_text(encoding="utf-8", errors="replace")

    def calls(self) -> list[tuple[str, float]]:
        """Outcome and seconds of talk of every call in the log, oldest first."""
        with sqlite3.connect(self.database) as database:
            rows = database.execute("SELECT outcome, talk_seconds FROM store_call ORDER BY started").fetchall()
        database.close()
        return [(outcome, seconds) for outcome, seconds in rows]

    def ours(self) -> list[psutil.Process]:
        """Every living Python process of this installation: supervisor, console, worker."""
        return [each for each in _with(self.data) if "tongdai.site.entry" in _words(each)]

    def engine_pid(self) -> int:
        """The engine's process."""
        [pid] = [each.pid for each in _with(self.data) if "asterisk.conf" in _words(each)]
        return pid

    def close(self) -> None:
        """End what is left: the verbs, then what they started and left, the engine too."""
        for process in self.processes:
            process.kill()
            process.wait()
        for left in _with(self.data):
            with suppress(psutil.NoSuchProcess):
                left.kill()

    def _command(self, *verb: str) -> list[str]:
        return [sys.executable, "-P", "-m", "tongdai.site.entry", *verb]


def _with(data: Path) -> list[psutil.Process]:
    """Living processes that were started for this data directory."""
    found = []
    for each in psutil.process_iter():
        with suppress(psutil.Error):
            is_ours = each.environ().get("TONGDAI_DATA") == str(data) or str(data) in _words(each)
            if is_ours and each.status() != psutil.STATUS_ZOMBIE:
                found.append(each)
    return found


def _words(process: psutil.Process) -> str:
    with suppress(psutil.Error):
        return " ".join(process.cmdline())
    return ""


def wait_until(happened: Callable[[], object], seconds: float, what: str) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, what
        time.sleep(0.2)


@pytest.fixture
def installation(reachable_path: Path, engine_program: EngineProgram) -> Iterator[Installation]:
    place = Installation(reachable_path / "data", engine_program)
    try:
        yield place
    finally:
        place.close()


@pytest.fixture
def phones(installation: Installation) -> Iterator[tuple[Phone, Phone]]:
    """A whole installation that serves one tenant, and its two phones, the second of which answers."""
    installation.start("run")
    wait_until(lambda: "Sign in as" in installation.said("run"), 60, "nothing was ready")
    installation.tongdai("package", "create", *PACKAGE)
    installation.tongdai("import", "-", text=TENANT)
    wait_until(lambda: "serves SIP" in installation.said("run"), 30, installation.said("run"))
    with sqlite3.connect(installation.database) as database:
        [key] = database.execute("SELECT key FROM store_tenant").fetchone()
    database.close()
    port = installation.ports["sip_port"]
    with (Phone(f"{key}-101", SECRET, "127.0.0.1", port, tone=440) as hoa,
          Phone(f"{key}-102", SECRET, "127.0.0.1", port, tone=620) as binh):
        hoa.register().wait_registered()
        binh.answers_by_itself().register().wait_registered()
        yield hoa, binh


def test_a_call_goes_on_and_is_logged_when_somebody_reads_again(installation: Installation,
                                                               phones: tuple[Phone, Phone]):
    hoa, binh = phones
    hoa.call("102")
    hoa.wait_talking()
    engine = installation.engine_pid()

    for process in installation.ours():
        process.kill()
    wait_until(lambda: not installation.ours(), 10, "our processes did not die")
    assert hoa.wait_hears(620)
    assert binh.wait_hears(440)
    time.sleep(0.5)
    hoa.hang_up()
    assert binh.wait_ended().code == 200
    hoa.call("102")
    hoa.wait_talking()
    hoa.hang_up()
    hoa.wait_ended()

    assert installation.engine_pid() == engine
    assert installation.calls() == []
    installation.start("worker")
    wait_until(lambda: len(installation.calls()) == 2, 20, installation.said("worker"))
    (first, talked), (second, _) = installation.calls()
    assert (first, second) == ("answered", "answered")
    assert talked > 0.5


def test_a_call_that_its_engine_did_not_outlive_is_logged_as_interrupted(installation: Installation,
                                                                        phones: tuple[Phone, Phone]):
    hoa, binh = phones
    hoa.call("102")
    hoa.wait_talking()
    began = time.monotonic()
    assert binh.wait_hears(440)

    time.sleep(1.0)
    os.kill(installation.engine_pid(), signal.SIGKILL)
    talked = time.monotonic() - began

    wait_until(installation.calls, 20, installation.said("run"))
    [(outcome, logged)] = installation.calls()
    assert outcome == "interrupted"
    assert logged == pytest.approx(talked, abs=2.0)
    binh.hang_up()
    binh.wait_ended()
    binh.register().wait_registered()

    wait_until(lambda: crashes(installation) and crashes(installation)[0]["calls"], 20, "no incident names the call")
    [crash] = crashes(installation)
    story = json.loads(installation.tongdai("incident", "show", crash["incident"]["id"], "--json"))
    assert [(each["tenant"], each["calls"]) for each in story["affected"]] == [("sen", 1)]
    assert "SIGKILL" in crash["words"]
    assert crash["incident"]["ended"]
    assert "Asterisk" in installation.tongdai("incident", "evidence", crash["incident"]["id"], "log.txt")


def crashes(installation: Installation) -> list[dict[str, Any]]:
    """Crashes of the engine as the command line lists them."""
    rows = json.loads(installation.tongdai("incident", "list", "--json"))["rows"]
    return [each for each in rows if each["incident"]["kind"] == "engine_crashed"]
