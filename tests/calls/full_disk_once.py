"""Fill the disks of a whole installation while people call, make room again, and tell as JSON what was seen.

Run it where it may mount: `unshare --mount python -m calls.full_disk_once DIRECTORY PLAN`, with a plan such as
`{"disks": {"database": 32, ...} | {"": 200}, "steps": [["database"], ...], "kill": false}`: megabytes of the small
disks by what lies on them, and what is filled together, step by step.
"""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from actors.sipp import Login
from cli.installation import Installation, Running, new_installation
from load import calling, desk
from testengine import bring_engine

CALLS, RATE, HOLD = 50, 25.0, 0.3
SECRET = "Kq7mW2xTz9RbLp4s"
RECORDINGS, SECONDS_TO_STOP_RECORDING = "store_recording", 1.0
KINDS = {"database": {"database_full", "uploads_full"}, "recordings": {"recordings_full", "uploads_full"},
         "spool": {"spool_full", "recordings_full"}, "logs": {"logs_full"},
         "": {"database_full", "uploads_full", "recordings_full", "logs_full"}}
SECONDS_TO_TELL, SECONDS_TO_RESUME = 30.0, 40.0
BUDGETS = {"TONGDAI_SPOOL_RESERVE_MB": "8", "TONGDAI_LOGS_BUDGET_MB": "10", "TONGDAI_DATABASE_BUDGET_MB": "100"}
TENANT = f"""\
format: 1
tenant: {{handle: sen, name: Sen}}
package:
  handle: many
  name: Many
  extensions: 10
  concurrent_calls: 60
  recording_gb: 1
  recording_days: 1
  features: [recording]
extensions:
  - {{number: "101", name: Hoa, secret: {SECRET}, record_outgoing: always}}
  - {{number: "102", name: Bình, secret: {SECRET}}}
"""


@dataclass
class House:
    """An installation on small disks that runs, and a token to ask it with."""

    installation: Installation
    running: Running
    places: dict[str, Path]
    token: str = ""
    fillers: dict[str, Path] = field(default_factory=dict)

    def alarms(self) -> set[str]:
        """What is wrong, as its API says."""
        return {each["kind"] for each in self._ask("incidents/open")}

    def storage(self) -> Any:
        """What takes how much."""
        return self._ask("storage")

    def _ask(self, what: str) -> Any:
        request = urllib.request.Request(f"{self.running.address}api/v1/{what}",
                                         headers={"Authorization": f"Bearer {self.token}"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def rows(self, table: str = "store_call") -> int:
        """Calls in the log, or recordings of them."""
        return int(next(_select(self.installation, f"SELECT count(*) FROM {table}")))  # noqa: S608 - two names of ours

    def fill(self, name: str) -> None:
        """Not a byte is left on this disk, because of somebody else."""
        others = self.places[name] / "others"
        others.mkdir(exist_ok=True)
        filler = self.fillers[name] = others / "filler"
        with filler.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(b"\0" * 65536)
        with filler.open("ab", buffering=0) as file, suppress(OSError):
            while True:
                file.write(b"\0" * 512)

    def empty(self, name: str) -> None:
        """There is room again."""
        self.fillers.pop(name).unlink()


def main(directory: Path, plan: dict[str, Any]) -> dict[str, Any]:
    """Start the house on its small disks, go through the steps, and tell."""
    installation = new_installation(directory, bring_engine(), **BUDGETS)
    places = _mount(installation, plan["disks"])
    with installation.running() as running:
        house = House(installation, running, places)
        house.token = json.loads(_command(installation, "token", "create", "operator", "Drill", "--json"))["token"]
        (directory / "sen.yaml").write_text(TENANT, encoding="utf-8")
        _command(installation, "import", str(directory / "sen.yaml"))
        [key] = _select(installation, "SELECT key FROM store_tenant")
        logins = [Login(f"{key}-102", SECRET, "102")]
        with desk(installation.ports["sip_port"], logins):
            return {"steps": [_step(house, key, step, plan.get("kill", False)) for step in plan["steps"]],
                    "printed": running.printed}


def _step(house: House, key: str, names: list[str], kill: bool) -> dict[str, Any]:
    """Fill, hear the alarm, call, kill the engine if so planned, make room, hear that it is over, count."""
    rows, wanted = house.rows(), set[str]().union(*(KINDS[each] for each in names))
    for name in names:
        house.fill(name)
    told = _seconds_until(lambda: wanted <= house.alarms(), SECONDS_TO_TELL)
    time.sleep(SECONDS_TO_STOP_RECORDING)
    seen, recorded = house.storage(), house.rows(RECORDINGS)
    answered = _call(house, key)
    back = _kill_engine(house) if kill else 0.0
    answered += _call(house, key) if kill else 0
    while_full = house.rows() - rows
    for name in names:
        house.empty(name)
    placed = CALLS * (2 if kill else 1)
    logged = _seconds_until(lambda: house.rows() - rows >= placed, SECONDS_TO_RESUME)
    over = _seconds_until(lambda: not wanted & house.alarms(), SECONDS_TO_RESUME)
    outcomes = list(_select(house.installation, "SELECT outcome || ' ' || trail FROM store_call"))
    in_log, recorded = house.rows() - rows, house.rows(RECORDINGS) - recorded
    return {"filled": names, "told": told, "placed": placed, "answered": answered, "while_full": while_full,
            "rows": in_log, "recorded": recorded, "recorded_again": _record_again(house, key),
            "logged": logged, "over": over, "back": back,
            "outcomes": sorted({f"{outcomes.count(each)} {each}" for each in outcomes}),
            "recording": seen["recording"], "uploads": seen["uploads"],
            "shares": {each["name"]: each["share"] for each in seen["budgets"]},
            "reserve": [seen["reserve_held"], house.storage()["reserve_held"]]}


def _call(house: House, key: str) -> int:
    port = house.installation.ports["sip_port"]
    with calling(port, [Login(f"{key}-101", SECRET, "102")], rate=RATE, hold_seconds=HOLD, calls=CALLS,
                 seconds=30) as load:
        return load.wait().successful


def _record_again(house: House, key: str) -> int:
    """How many of some more calls are recorded, now that there is room."""
    time.sleep(SECONDS_TO_STOP_RECORDING)
    rows, recorded = house.rows(), house.rows(RECORDINGS)
    _call(house, key)
    _seconds_until(lambda: house.rows() - rows >= CALLS, SECONDS_TO_RESUME)
    return house.rows(RECORDINGS) - recorded


def _kill_engine(house: House) -> float:
    [engine] = [each for each in house.running.family() if "asterisk.conf" in " ".join(each.cmdline())]
    os.kill(engine.pid, signal.SIGKILL)
    time.sleep(0.5)
    return _seconds_until(lambda: house._ask("status")["engine"] == "serving", SECONDS_TO_RESUME)


def _seconds_until(happened: Callable[[], bool], most: float) -> float:
    began = time.monotonic()
    while not happened():
        if time.monotonic() - began > most:
            return most
        time.sleep(0.2)
    return round(time.monotonic() - began, 1)


def _mount(installation: Installation, disks: dict[str, int]) -> dict[str, Path]:
    data = installation.data
    cell = data / "cells" / "c1"
    places = {"": data, "database": data / "database", "recordings": data / "recordings", "spool": cell / "spool",
              "logs": cell / "log"}
    engine = (data / "engine").resolve()
    for name, megabytes in disks.items():
        places[name].mkdir(mode=0o755, parents=True, exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", places[name]], check=True)
        if not name:
            (data / "engine").symlink_to(engine, target_is_directory=True)
    return places


def _select(installation: Installation, question: str) -> Iterator[Any]:
    with closing(sqlite3.connect(installation.data / "database" / "tongdai.sqlite3", timeout=10)) as database:
        yield from [row[0] for row in database.execute(question).fetchall()]


def _command(installation: Installation, *arguments: str) -> str:
    done = installation.command(*arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


if __name__ == "__main__":
    json.dump(main(Path(sys.argv[1]), json.loads(sys.argv[2])), sys.stdout)
