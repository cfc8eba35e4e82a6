"""One running baresip, told what to do and asked what happens over its control port."""

import re
import shutil
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tongdai.engine.testphone.account import Account, Event, PhoneError, Tell
from tongdai.engine.testphone.baresip.configuration import (
    REGISTRATION_SECONDS,
    SILENT_PLAYER,
    Files,
    account_line,
    free_ports,
    uri_of,
    write_configuration,
    write_tone,
)
from tongdai.engine.testphone.baresip.control import Control
from tongdai.engine.testphone.baresip.program import BaresipProgram
from tongdai.engine.testphone.baresip.report import read_ending, read_statistics, silent_for
from tongdai.engine.testphone.handset import GONE
from tongdai.engine.testphone.sound import RATE, read_samples

STOP_BOUND = 5.0
SHOWN_LOG = 800
IN_A_CALL = ("calling", "ringing", "incoming", "talking")
BUSY_HERE = 486


class BaresipHandset:
    """One process with one account."""

    def __init__(self, program: BaresipProgram, account: Account, place: Path, tell: Tell) -> None:
        self._account, self._files, self._tell = account, Files(place), tell
        self._state = "idle"
        self._hung_up = False
        self._sound_asked = ""
        self._player_writes = False
        self._answers_after: float | None = None
        self._refuses = False
        self._timers: list[threading.Timer] = []
        self._verbs: dict[str, Callable[..., Any]] = {
            "register": self._register, "unregister": self._unregister, "call": self._call, "answer": self._answer,
            "reject": self._reject, "hang_up": self._hang_up, "hold": self._hold, "resume": self._resume,
            "send_dtmf": self._send_dtmf, "say": self._say, "transfer": self._transfer, "behave": self._behave,
            "statistics": self._statistics,
        }
        port = free_ports(account.address)
        write_configuration(self._files, account, program.modules, port)
        self._process = self._start(program)
        try:
            self._control = Control(port + 2, lambda: self._process.poll() is None, self._take, lambda: tell(GONE))
        except PhoneError as error:
            self.kill()
            raise PhoneError(f"{error}: {self.last_words()}") from error
        self._control.ask("uanew", account_line(account, 0))
        tell({"event": "ready", "port": port})

    def do(self, verb: str, arguments: dict[str, Any]) -> Any:
        """Obey one of the verbs."""
        return self._verbs[verb](**arguments)

    def begin(self) -> None:
        """Every call has recordings of its own; those of the last call go."""
        self._files.forget_heard()

    def heard(self, seconds: float | None) -> list[int]:
        """What was recorded of this call; where nothing comes in, nothing is written, and that is silence."""
        files = self._files.heard()
        samples = [sample for file in files for sample in read_samples(file)]
        if self._state == "talking":
            samples += [0] * int(RATE * silent_for(files))
        wanted = len(samples) if seconds is None else int(seconds * RATE)
        return [0] * (wanted - len(samples)) + samples[max(0, len(samples) - wanted):]

    def messages(self) -> str:
        """What it printed: it traces SIP."""
        return self._files.log.read_text(encoding="utf-8", errors="replace")

    def last_words(self) -> str:
        """The end of what it printed."""
        return self.messages()[-SHOWN_LOG:] if self._files.log.exists() else ""

    def kill(self) -> None:
        """End the process at once."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """Asked to end, baresip hangs up and takes its registration back."""
        for timer in self._timers:
            timer.cancel()
        if self._process.poll() is None:
            self._process.terminate()
        try:
            self._process.wait(STOP_BOUND)
        except subprocess.TimeoutExpired:
            self.kill()
        self._control.close()

    # What it can be told.

    def _register(self) -> None:
        """Only an account made anew changes how often it registers."""
        self._renew_account(REGISTRATION_SECONDS)

    def _unregister(self) -> None:
        self._renew_account(0)
        self._tell({"event": "registration", "active": False, "code": 200, "reason": "OK"})

    def _call(self, number: str, headers: dict[str, str]) -> None:
        if headers:
            raise PhoneError("baresip sends no further headers.")
        if self._state in IN_A_CALL:
            raise PhoneError("This phone is in a call already; hang up first.")
        self._change("calling")
        self._control.ask("dial", uri_of(number, self._account))

    def _answer(self) -> None:
        self._require_call()
        self._control.ask("accept")

    def _reject(self, code: int) -> None:
        self._require_busy(code)
        self._hang_up()

    def _hang_up(self) -> None:
        self._require_call()
        self._hung_up = True
        self._control.ask("hangup")

    def _hold(self) -> None:
        self._require_call()
        self._sound_asked = "held here"
        self._control.ask("hold")

    def _resume(self) -> None:
        self._require_call()
        self._sound_asked = "active"
        self._control.tell("resume")  # baresip 1.1 resumes and answers "Invalid argument"; the sound tells the truth

    def _send_dtmf(self, digits: str) -> None:
        self._require_call()
        self._control.ask("sndcode", digits)

    def _say(self, file: str) -> None:
        self._require_call()
        words = read_samples(Path(file))
        write_tone(self._files.spoken, self._account.tone, before=words)
        self._play(self._files.spoken)
        self._later(len(words) / RATE, self._said)

    def _transfer(self, number: str) -> None:
        self._require_call()
        self._control.ask("transfer", uri_of(number, self._account))

    def _behave(self, answers_after: float | None, refuses_with: int | None) -> None:
        if refuses_with is not None:
            self._require_busy(refuses_with)
        self._answers_after, self._refuses = answers_after, refuses_with is not None

    def _statistics(self) -> dict[str, Any]:
        self._require_call()
        return read_statistics(self._control.ask("audio_debug"))

    # What happens by itself. Baresip's reader thread comes here, so nothing waits for a reply.

    def _take(self, said: Event) -> None:
        param = str(said.get("param", ""))
        match said.get("type"):
            case "REGISTER_OK":
                self._tell({"event": "registration", "active": True, "code": 200, "reason": "OK"})
            case "REGISTER_FAIL":
                self._refused(param)
            case "CALL_INCOMING":
                self._ring(said)
            case "CALL_RINGING":
                self._change("ringing", 180, "Ringing")
            case "CALL_PROGRESS":
                self._change("ringing", 183, "Session Progress")
                self._tell({"event": "sound", "state": "active"})
            case "CALL_ESTABLISHED":
                self._change("talking", 200, "OK")
                self._tell({"event": "sound", "state": "active"})
            case "CALL_REMOTE_SDP" if param == "answer" and self._sound_asked:
                self._sound_changed()
            case "CALL_DTMF_START":
                self._tell({"event": "dtmf", "digit": param})
            case "CALL_CLOSED":
                self._ended(param)

    def _sound_changed(self) -> None:
        """The other side has agreed to hold or resume. Baresip loses its recorder by a hold: let a player write."""
        self._tell({"event": "sound", "state": self._sound_asked})
        if self._sound_asked == "active" and not self._player_writes:
            self._player_writes = True
            self._control.tell("auplay", f"aufile,{self._files.resumed}")
        self._sound_asked = ""

    def _refused(self, param: str) -> None:
        """A phone told to register once does not try again by itself."""
        found = re.match(r"(\d{3}) (.*)", param)
        code, reason = (int(found[1]), found[2]) if found else (503, param or "no answer")
        self._tell({"event": "registration", "active": False, "code": code, "reason": reason})
        self._control.tell("uadel", self._name)
        self._control.tell("uanew", account_line(self._account, 0))

    def _ring(self, said: Event) -> None:
        name, uri = said.get("peerdisplayname", ""), said.get("peeruri", "")
        self._state = "incoming"
        self._tell({"event": "incoming", "from": f'"{name}" <{uri}>' if name else str(uri)})
        if self._refuses:
            self._hung_up = True
            self._control.tell("hangup")
        elif self._answers_after is not None:
            self._later(self._answers_after, lambda: self._control.tell("accept"))

    def _ended(self, param: str) -> None:
        code, reason = read_ending(param, self._state, self._hung_up)
        self._change("ended", code, reason)
        self._tell({"event": "sound", "state": "none"})
        self._hung_up, self._sound_asked = False, ""
        if self._player_writes:
            self._player_writes = False
            self._control.tell("auplay", SILENT_PLAYER)

    def _change(self, state: str, code: int = 0, reason: str = "") -> None:
        self._state = state
        self._tell({"event": "call", "state": state, "code": code, "reason": reason})

    def _said(self) -> None:
        self._play(self._files.tone)
        self._tell({"event": "said"})

    # How it works.

    @property
    def _name(self) -> str:
        """What baresip calls its account."""
        return uri_of(self._account.account, self._account).partition(";")[0]

    def _start(self, program: BaresipProgram) -> "subprocess.Popen[bytes]":
        dying_with_us = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []
        command = [*dying_with_us, *program.command, "-s", "-f", str(self._files.place)]
        with self._files.log.open("wb") as log:
            return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def _renew_account(self, seconds: int) -> None:
        if self._state in IN_A_CALL:
            raise PhoneError("baresip cannot change its registration during a call; hang up first.")
        self._control.ask("uadel", self._name)
        self._control.ask("uanew", account_line(self._account, seconds))

    def _play(self, file: Path) -> None:
        self._control.tell("ausrc", f"aufile,{file}")

    def _later(self, seconds: float, act: Callable[[], object]) -> None:
        timer = threading.Timer(seconds, act)
        timer.daemon = True
        self._timers = [each for each in self._timers if each.is_alive()] + [timer]
        timer.start()

    def _require_call(self) -> None:
        if self._state not in IN_A_CALL:
            raise PhoneError("This phone is in no call.")

    def _require_busy(self, code: int) -> None:
        if code != BUSY_HERE:
            raise PhoneError(f"baresip refuses calls with {BUSY_HERE} only.")
