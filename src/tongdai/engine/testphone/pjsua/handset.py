"""The phone of pjsua2, seen from outside its process: commands go in as JSON lines, events and replies come out."""

import json
import os
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import tongdai
from tongdai.engine.testphone.account import Account, Event, PhoneError, Tell
from tongdai.engine.testphone.handset import GONE
from tongdai.engine.testphone.sound import RATE, WAV_HEADER, read_samples

LIBRARY = "pjsua2"
DISTRIBUTION = "pjsua2-python"
REPLY_BOUND = 5.0
STOP_BOUND = 5.0
SHOWN_WORDS = 500


@dataclass(frozen=True, slots=True)
class PjsuaLibrary:
    """The library in this Python."""

    version: str

    def __str__(self) -> str:
        return f"{LIBRARY} {self.version}"


def find_pjsua() -> PjsuaLibrary | None:
    """The library, if this Python has it."""
    return PjsuaLibrary(version(DISTRIBUTION)) if find_spec(LIBRARY) else None


class PjsuaHandset:
    """One process with one account."""

    def __init__(self, account: Account, place: Path, tell: Tell) -> None:
        self._place, self._tell = place, tell
        self._replies: dict[int, Event] = {}
        self._commands = 0
        self._begun = 0
        self._gone = False
        self._changed = threading.Condition()
        self._process = self._start(account)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def do(self, verb: str, arguments: dict[str, Any]) -> Any:
        """Send the verb and wait for what its process replies."""
        with self._changed:
            self._commands += 1
            number = self._commands
        _send(self._process, {"id": number, "do": verb, "with": arguments})
        with self._changed:
            self._changed.wait_for(lambda: number in self._replies or self._gone, REPLY_BOUND)
            reply = self._replies.pop(number, None)
        if reply is None:
            raise PhoneError("its process ended." if self._gone else f"no reply within {REPLY_BOUND:g} s.")
        if "error" in reply:
            raise PhoneError(reply["error"])
        return reply["value"]

    def begin(self) -> None:
        """All calls are recorded in one file; remember where this one begins."""
        self._begun = self._recorded()

    def heard(self, seconds: float | None) -> list[int]:
        """What was recorded since the call began."""
        heard = max(0, self._recorded() - self._begun) / RATE
        return read_samples(self._recording, heard if seconds is None else min(seconds, heard))

    def messages(self) -> str:
        """The library's log."""
        self.do("write_log", {})
        return (self._place / "log").read_text(encoding="utf-8", errors="replace")

    def last_words(self) -> str:
        """The end of what the process wrote to its standard error."""
        errors = self._place / "errors"
        return errors.read_text(encoding="utf-8", errors="replace")[-SHOWN_WORDS:] if errors.exists() else ""

    def kill(self) -> None:
        """End the process at once."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """The end of the commands is the end of the process."""
        if self._process.stdin and not self._process.stdin.closed:
            self._process.stdin.close()
        try:
            self._process.wait(STOP_BOUND)
        except subprocess.TimeoutExpired:
            self.kill()
        self._reader.join()
        if self._process.stdout:
            self._process.stdout.close()

    @property
    def _recording(self) -> Path:
        return self._place / "heard.wav"

    def _recorded(self) -> int:
        size = self._recording.stat().st_size if self._recording.exists() else WAV_HEADER
        return max(0, size - WAV_HEADER) // 2

    def _start(self, account: Account) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "tongdai.engine.testphone.pjsua.process"]
        source = str(Path(tongdai.__file__).parents[1])
        with (self._place / "errors").open("wb") as errors:
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors,
                                       env=os.environ | {"PYTHONPATH": source}, bufsize=0)
        files = {"recording": str(self._recording), "log": str(self._place / "log")}
        _send(process, asdict(account) | files)
        return process

    def _read(self) -> None:
        """Take every event until the process ends (in a thread of its own)."""
        assert self._process.stdout
        for line in self._process.stdout:
            event = json.loads(line)
            if "reply" in event:
                with self._changed:
                    self._replies[event["reply"]] = event
                    self._changed.notify_all()
            else:
                self._tell(event)
        with self._changed:
            self._gone = True
            self._changed.notify_all()
        self._tell(GONE)


def _send(process: "subprocess.Popen[bytes]", line: dict[str, Any]) -> None:
    assert process.stdin
    try:
        process.stdin.write(json.dumps(line).encode() + b"\n")
    except (OSError, ValueError) as error:
        raise PhoneError(f"the phone's process {process.pid} has ended; start another phone.") from error
