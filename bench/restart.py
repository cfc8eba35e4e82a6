"""How long telephones are dead when the engine is killed: from `kill -9` to SIP that answers, and to a registration."""

import argparse
import json
import math
import os
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from cells import RunningCell, cell_in
from engine.casts import SEN, both
from engine.supervisors import Supervisor
from rawphone import RawPhone
from testengine import bring_engine
from tongdai.engine.boot import running_boot
from tongdai.engine.probe import sip_answers

BOUND_SECONDS = 2.0
EXTENSIONS = 2000
TIMES = {"quick": 5, "default": 20, "long": 100}
PATIENCE = 30.0
SETTLED_SECONDS = 7.0
"""One that lived so long was well, and is started again at once."""

AGAIN_SECONDS = 0.02


def main() -> int:
    """Measure, print JSON, and answer 1 where the 95th percentile of SIP's silence is beyond its bound."""
    parser = argparse.ArgumentParser(description=__doc__)
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--quick", action="store_true", help="five kills")
    choice.add_argument("--long", action="store_true", help="a hundred")
    chosen = parser.parse_args()
    times = TIMES["quick" if chosen.quick else "long" if chosen.long else "default"]
    with tempfile.TemporaryDirectory(prefix="tongdai-bench-") as directory:
        Path(directory).chmod(0o755)
        with cell_in(Path(directory), bring_engine()) as cell:
            cell.publish(both(sen=EXTENSIONS // 2, tre=EXTENSIONS // 2))
            with Supervisor.start(cell) as supervisor:
                supervisor.hear("serves SIP", PATIENCE)
                silences = [_kill(cell) for _ in range(times)]
    report = {"extensions": EXTENSIONS, "kills": times, "bound": BOUND_SECONDS,
              "sip": _spread([each for each, _ in silences]), "registered": _spread([each for _, each in silences])}
    print(json.dumps(report, indent=1))
    return 0 if report["sip"]["p95"] <= BOUND_SECONDS else 1


def _kill(cell: RunningCell) -> tuple[float, float]:
    """Seconds from a kill to the first answer of SIP, and to the first phone that has registered."""
    time.sleep(SETTLED_SECONDS)
    boot, port = cell.boot, cell.settings.sip_port
    os.kill(boot.process.pid, signal.SIGKILL)
    began = time.monotonic()
    answered = _until(began, lambda: sip_answers("127.0.0.1", port, AGAIN_SECONDS))
    registered = _until(began, lambda: _registers(port))
    _until(began, lambda: (after := running_boot(cell.cell)) is not None and after != boot)
    return answered, registered


def _until(began: float, is_so: Callable[[], bool]) -> float:
    while not is_so():
        if time.monotonic() - began > PATIENCE:
            raise SystemExit(f"The engine was not back {PATIENCE:g} seconds after it was killed.")
        time.sleep(AGAIN_SECONDS / 4)
    return time.monotonic() - began


def _registers(port: int) -> bool:
    with RawPhone(port, f"{SEN}-1001", "Kq7mW2xTz9Rb1001") as phone:
        phone.socket.settimeout(0.2)
        with suppress(TimeoutError, OSError):
            return phone.register(f"<sip:{SEN}-1001@127.0.0.1:{phone.own_port()}>") == 200
    return False


def _spread(seconds: list[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    return {"p50": round(statistics.median(ordered), 3),
            "p95": round(ordered[math.ceil(0.95 * len(ordered)) - 1], 3), "most": round(ordered[-1], 3)}


if __name__ == "__main__":
    sys.exit(main())
