"""Put calls on an engine with SIPp, a step of calls per second at a time, and read what came of them."""

import csv
import os
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from scenarios import called_scenario, calling_scenario, greeted_scenario, register_scenario

HOLD_MS = 3000
SECONDS_TO_FINISH = 25
MOST_AT_ONCE = 4000


@dataclass(frozen=True, slots=True)
class Phone:
    """One account: its name and password, and the number by which it is dialled."""

    account: str
    password: str
    number: str

    @property
    def credentials(self) -> str:
        """What SIPp needs in order to answer a challenge."""
        return f"[authentication username={self.account} password={self.password}]"


@dataclass(frozen=True, slots=True)
class Load:
    """What a step of load gave, as SIPp saw it; times in milliseconds from the first INVITE to the ringing."""

    calls: int
    failed: int
    retransmits: int
    p50: float
    p95: float
    p99: float


class Phones:
    """All phones of one engine: those that are called keep running, those that call are started for each step."""

    def __init__(self, place: Path, sip_port: int) -> None:
        self.place, self.sip_port, self.own_port = place, sip_port, free_port()
        self.called: subprocess.Popen[bytes] | None = None
        self.called_more: tuple[str, ...] = ()
        for name, text in (("register", register_scenario()), ("greeted", greeted_scenario()),
                           ("called", called_scenario()), ("calling", calling_scenario(HOLD_MS))):
            (place / f"{name}.xml").write_text(text, encoding="ascii")

    def start(self, called: list[Phone]) -> None:
        """Register every phone that will be called, then let them all answer on one port."""
        _write_fields(self.place / "called.csv", [(each, each) for each in called])
        outcome = self._sipp("register", "called", self.own_port, "-m", str(len(called)), "-r", "50",
                             "-oocsf", str(self.place / "greeted.xml"))
        if outcome.wait(SECONDS_TO_FINISH) != 0:
            raise SystemExit(f"The phones could not register with the engine on port {self.sip_port}; "
                             f"see {self.place}.")
        self.called = self._sipp("called", "called", self.own_port, *self.called_more)

    def step(self, pairs: list[tuple[Phone, Phone]], rate: int, seconds: float) -> Load:
        """Place `rate` calls a second for so many seconds, and wait until the last has ended."""
        self.write_pairs(pairs)
        for old in (*self.place.glob("calling_*_rtt.csv"), *self.place.glob("calling.stat")):
            old.unlink()
        count = max(1, int(rate * seconds))
        process = self._sipp(
            "calling", "calling", free_port(), "-r", str(rate), "-m", str(count), "-l", str(MOST_AT_ONCE),
            "-trace_rtt", "-rtt_freq", "1", "-trace_stat", "-stf", str(self.place / "calling.stat"), "-fd", "1",
            "-recv_timeout", "12000")
        try:
            process.wait(seconds * 2 + SECONDS_TO_FINISH)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        return self._read(count)

    def write_pairs(self, pairs: list[tuple[Phone, Phone]]) -> None:
        """Who calls whom, in turn."""
        _write_fields(self.place / "calling.csv", pairs)

    def close(self) -> None:
        """End the phones that are called."""
        if self.called:
            self.called.kill()
            self.called.wait()

    def _sipp(self, scenario: str, fields: str, port: int, *more: str) -> "subprocess.Popen[bytes]":
        command = ["sipp", f"127.0.0.1:{self.sip_port}", "-i", "127.0.0.1", "-p", str(port), "-mp", str(port + 2),
                   "-sf", str(self.place / f"{scenario}.xml"), "-inf", str(self.place / f"{fields}.csv"), "-nostdin",
                   "-buff_size", "8388608", *more]
        with (self.place / f"{scenario}.out").open("wb") as out:
            return subprocess.Popen(command, cwd=self.place, stdin=subprocess.DEVNULL, stdout=out, stderr=out)

    def _read(self, expected: int) -> Load:
        with (self.place / "calling.stat").open(encoding="ascii", errors="replace") as file:
            last = list(csv.DictReader(file, delimiter=";"))[-1]
        times = sorted(self._times())
        good = int(last["SuccessfulCall(C)"])
        return Load(good, expected - good, int(last["Retransmissions(C)"]),
                    _percentile(times, 50), _percentile(times, 95), _percentile(times, 99))

    def _times(self) -> list[float]:
        times: list[float] = []
        for path in self.place.glob("calling_*_rtt.csv"):
            with path.open(encoding="ascii", errors="replace") as file:
                rows = csv.reader(file, delimiter=";")
                times += [float(row[1]) for row in rows if len(row) > 1 and _is_number(row[1])]
        return times


def free_port() -> int:
    """The first of eight free ports: SIPp uses some of them for signalling and some for audio."""
    while True:
        port = 40000 + int.from_bytes(os.urandom(2)) % 20000 // 8 * 8
        try:
            for each in range(port, port + 8):
                with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
                    probe.bind(("127.0.0.1", each))
        except OSError:
            continue
        return port


def cpu_seconds(pid: int) -> float:
    """User and system time that a process has used."""
    after_name = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / 100


def settle(seconds: float) -> None:
    """Let an engine clear up before it is measured."""
    time.sleep(seconds)


def _write_fields(path: Path, pairs: list[tuple[Phone, Phone]]) -> None:
    lines = [f"{caller.account};{caller.credentials};{called.number};" for caller, called in pairs]
    path.write_text("SEQUENTIAL\n" + "\n".join(lines) + "\n", encoding="ascii")


def _percentile(times: list[float], percent: int) -> float:
    return times[min(len(times) - 1, len(times) * percent // 100)] if times else 0.0


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()
