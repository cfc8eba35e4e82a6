"""Many simple phones at once: SIPp runs of our scenarios, bounded in calls and time, with what came of them."""

import csv
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

SCENARIOS = Path(__file__).with_name("scenarios")
PROGRAM = "sipp"
TRANSPORTS = {"udp": "u1", "tcp": "t1"}
GRACE = 10.0
MOST_SHOWN = 1500
HIGHEST_AT_ONCE = 10000

DEFAULTS = {"ring": "200", "status": "486"}
"""What a scenario's keys are where the caller names none."""


class SippError(Exception):
    """SIPp could not be run; the message shows what it said."""


@dataclass(frozen=True, slots=True)
class Login:
    """One line of what SIPp's callers are fed: an account, its password, and a number to dial."""

    account: str
    password: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a run."""

    successful: int
    failed: int
    retransmissions: int
    seconds: float
    response_milliseconds: tuple[float, ...]
    errors: str

    def percentile(self, share: float) -> float:
        """The response time that this share of the calls (0 to 1) kept within, in milliseconds."""
        times = sorted(self.response_milliseconds)
        return times[min(len(times) - 1, int(share * len(times)))] if times else 0.0


class Sipp:
    """One SIPp process. Start it, then `wait` for its end or `stop` it; use it in a `with` statement."""

    def __init__(self, scenario: str, server: str, port: int, *, calls: int, seconds: float, rate: float = 10,
                 at_once: int = HIGHEST_AT_ONCE, local_port: int = 0, transport: str = "udp",
                 hold_milliseconds: int = 500, logins: Iterable[Login] = (),
                 keys: Mapping[str, str] | None = None, retransmissions: int = 5) -> None:
        self._place = Path(tempfile.mkdtemp(prefix="sipp-"))
        self._seconds, self._log = seconds, ""
        command = [_program(), f"{server}:{port}", "-sf", str(self._scenario(scenario, keys or {})),
                   "-i", "127.0.0.1", "-m", str(calls), "-r", str(rate), "-l", str(at_once),
                   "-t", TRANSPORTS[transport], "-d", str(hold_milliseconds), "-timeout", f"{seconds:g}s",
                   "-timeout_error", "-max_invite_retrans", str(retransmissions), "-nostdin",
                   "-trace_stat", "-stf", str(self._place / "statistics.csv"),
                   "-fd", "1", "-trace_rtt", "-rtt_freq", "1", "-trace_err",
                   "-error_file", str(self._place / "errors"), "-trace_logs", "-log_file", str(self._place / "log")]
        if local_port:
            command += ["-p", str(local_port)]
        if lines := [_line(each) for each in logins]:
            (self._place / "logins.csv").write_text("SEQUENTIAL\n" + "".join(lines), encoding="utf-8")
            command += ["-inf", str(self._place / "logins.csv")]
        with (self._place / "output").open("wb") as output:
            self._process = subprocess.Popen(command, cwd=self._place, stdin=subprocess.DEVNULL, stdout=output,
                                             stderr=output)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def wait(self) -> Result:
        """Wait for the end of the run, at most its own bound and a little more, and say what came of it."""
        try:
            self._process.wait(self._seconds + GRACE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        return self._result()

    def finish(self) -> None:
        """Let calls that are up come to their end and place no new ones."""
        self._process.send_signal(signal.SIGUSR1)

    def log(self) -> str:
        """What the scenario's own log lines told so far; it can be read when all is over, too."""
        file = self._place / "log"
        if file.exists():
            self._log = file.read_text(encoding="utf-8", errors="replace")
        return self._log

    def stop(self) -> None:
        """End the process if it is still running and take its files away. Twice is the same as once."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        self.log()
        shutil.rmtree(self._place, ignore_errors=True)

    def _scenario(self, name: str, keys: Mapping[str, str]) -> Path:
        """The scenario with its keys filled in."""
        values = DEFAULTS | dict(keys)
        text = (SCENARIOS / f"{name}.xml").read_text(encoding="utf-8")
        file = self._place / f"{name}.xml"
        file.write_text(re.sub(r"@(\w+)@", lambda found: values[found[1]], text), encoding="utf-8")
        return file

    def _result(self) -> Result:
        statistics = self._place / "statistics.csv"
        if not statistics.exists():
            raise SippError(f"SIPp did not run: {self._said('output')}")
        with statistics.open(encoding="utf-8", newline="") as file:
            last = list(csv.DictReader(file, delimiter=";"))[-1]
        return Result(
            successful=int(last["SuccessfulCall(C)"]),
            failed=int(last["FailedCall(C)"]),
            retransmissions=int(last["Retransmissions(C)"]),
            seconds=_moment(last["CurrentTime"]) - _moment(last["StartTime"]),
            response_milliseconds=tuple(self._response_times()),
            errors=self._said("errors"),
        )

    def _response_times(self) -> Sequence[float]:
        times: list[float] = []
        for file in self._place.glob("*_rtt.csv"):
            with file.open(encoding="utf-8", newline="") as lines:
                times += [float(row["response_time_ms"]) for row in csv.DictReader(lines, delimiter=";")]
        return times

    def _said(self, name: str) -> str:
        file = self._place / name
        return file.read_text(errors="replace")[-MOST_SHOWN:] if file.exists() else ""


def run_sipp(scenario: str, server: str, port: int, *, calls: int, seconds: float, **more: object) -> Result:
    """Run a scenario to its end and say what came of it."""
    with Sipp(scenario, server, port, calls=calls, seconds=seconds, **more) as sipp:  # type: ignore[arg-type]
        return sipp.wait()


def _line(login: Login) -> str:
    """A line of SIPp's data file; the credentials are a keyword of its own, which it fills in with the digest."""
    return f"{login.account};[authentication username={login.account} password={login.password}];{login.number}\n"


def _moment(text: str) -> float:
    """A moment of SIPp's statistics, whose last word is seconds since 1970."""
    return float(text.split()[-1])


def _program() -> str:
    found = shutil.which(PROGRAM)
    if not found:
        raise SippError("SIPp is not installed; Debian's package is sip-tester.")
    return found
