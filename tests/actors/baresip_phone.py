"""A phone of another make: a real baresip process, driven over its control port.

It shares no line of code with the other phones or with the engine, so a call between it and one of them shows that
both follow the standard and not each other's habits.
"""

import json
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from actors.ports import free_port, free_range
from tongdai.engine.testphone import dominant_frequency, read_samples, sine, write_samples

PROGRAM = "baresip"
START_BOUND = 10.0
WAIT_BOUND = 10.0
STOP_BOUND = 5.0
STEP = 0.05
TONE_SECONDS = 60
RTP_PORTS = 20
HEARING_SECONDS = 0.5
SAME_TONE_HERTZ = 12.0
SHOWN_LOG = 800

CONFIG = """
poll_method epoll
sip_listen 127.0.0.1:0
{trust}
net_interface 127.0.0.1
audio_player aubridge,heard
audio_source aufile,{place}/tone.wav
audio_alert aubridge,alert
rtp_ports {first}-{last}
snd_path {place}
module_path {modules}
module g711.so
module aufile.so
module aubridge.so
module sndfile.so
module srtp.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:{control}
"""

STATES = {
    "REGISTER_OK": "registered",
    "REGISTER_FAIL": "refused",
    "CALL_INCOMING": "incoming",
    "CALL_RINGING": "ringing",
    "CALL_PROGRESS": "ringing",
    "CALL_ESTABLISHED": "talking",
    "CALL_CLOSED": "ended",
}


class BaresipError(Exception):
    """baresip did not do what was expected; the message shows the end of what it said."""


class BaresipPhone:
    """One baresip with one account. Use it in a `with` statement."""

    def __init__(self, account: str, password: str, server: str, port: int, *, transport: str = "udp",
                 srtp: bool = False, tone: int = 440, authorities: str = "") -> None:
        self.account, self.server, self.port, self.transport, self.tone = account, server, port, transport, tone
        self.states: list[str] = []
        self.reason = ""
        self._login = f"auth_user={account};auth_pass={password};regint=600" + (";mediaenc=srtp-mand" if srtp else "")
        self._changed = threading.Condition()
        self._place = Path(tempfile.mkdtemp(prefix="baresip-"))
        self._control = free_port()
        self._write(authorities)
        with (self._place / "log").open("wb") as log:
            self._process = subprocess.Popen([_program(), "-f", str(self._place)], stdin=subprocess.PIPE, stdout=log,
                                             stderr=log)
        self._socket = self._connect()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def state(self) -> str:
        """The last thing that happened to it."""
        return self.states[-1] if self.states else "idle"

    def register(self) -> Self:
        """Ask the server to know where this phone is."""
        way = "" if self.transport == "udp" else f";transport={self.transport}"
        self._do("uanew", f"<sip:{self.account}@{self.server}:{self.port}{way}>;{self._login}")
        return self

    def call(self, number: str) -> None:
        """Dial a number of the server."""
        self._do("dial", f"sip:{number}@{self.server}:{self.port}")

    def answer(self) -> None:
        """Take the call that is ringing."""
        self._do("accept")

    def hang_up(self) -> None:
        """End the call, give up calling, or refuse."""
        self._do("hangup")

    def wait_for(self, state: str, seconds: float = WAIT_BOUND) -> Self:
        """Until this has happened: registered, refused, incoming, ringing, talking or ended."""
        self._wait(lambda: state in self.states, state, seconds)
        return self

    def wait_hears(self, frequency: float, seconds: float = WAIT_BOUND) -> float:
        """Until this tone is the strongest thing it hears; returns what was measured."""
        end = time.monotonic() + seconds
        while abs((heard := self.hears()) - frequency) > SAME_TONE_HERTZ:
            if time.monotonic() > end:
                raise BaresipError(f"{self._who()} did not hear {frequency:.0f} Hz but {heard:.0f} Hz. {self.log()}")
            time.sleep(STEP)
        return heard

    def hears(self) -> float:
        """The strongest frequency of the last half second in hertz; 0.0 for silence."""
        files = sorted(self._place.glob("dump-*-dec.wav"))
        return dominant_frequency(read_samples(files[-1], HEARING_SECONDS)) if files else 0.0

    def log(self) -> str:
        """The end of what baresip printed."""
        return (self._place / "log").read_text(errors="replace")[-SHOWN_LOG:]

    def close(self) -> None:
        """Hang up, unregister and end. Twice is the same as once."""
        if self._process.poll() is None:
            self._process.terminate()
        try:
            self._process.wait(STOP_BOUND)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join()
        self._socket.close()
        if self._process.stdin:
            self._process.stdin.close()
        shutil.rmtree(self._place, ignore_errors=True)

    def _write(self, authorities: str) -> None:
        first = free_range(RTP_PORTS)
        write_samples(self._place / "tone.wav", sine(self.tone, TONE_SECONDS))
        (self._place / "config").write_text(CONFIG.format(
            place=self._place, first=first, last=first + RTP_PORTS - 1, control=self._control,
            trust=f"sip_cafile {authorities}" if authorities else "", modules=_modules()), encoding="utf-8")
        for name in ("accounts", "contacts"):
            (self._place / name).write_text("", encoding="utf-8")

    def _connect(self) -> socket.socket:
        end = time.monotonic() + START_BOUND
        while True:
            try:
                return socket.create_connection(("127.0.0.1", self._control), timeout=START_BOUND)
            except OSError as error:
                if time.monotonic() > end or self._process.poll() is not None:
                    raise BaresipError(f"{self._who()} did not start. {self.log()}") from error
                time.sleep(STEP)

    def _do(self, command: str, parameters: str = "") -> None:
        text = json.dumps({"command": command, "params": parameters}).encode()
        self._socket.sendall(b"%d:%s," % (len(text), text))

    def _read(self) -> None:
        """Take events, each a netstring with JSON in it, until baresip ends (in a thread of its own)."""
        self._socket.settimeout(None)
        with self._socket.makefile("rb") as stream:
            while (length := _length(stream.read)) is not None:
                event = json.loads(stream.read(length))
                stream.read(1)
                with self._changed:
                    self._take(event)
                    self._changed.notify_all()

    def _take(self, event: dict[str, Any]) -> None:
        state = STATES.get(event.get("type", ""))
        if state:
            self.states.append(state)
            self.reason = event.get("param", "")

    def _wait(self, happened: Callable[[], bool], what: str, seconds: float) -> None:
        with self._changed:
            if not self._changed.wait_for(happened, seconds):
                raise BaresipError(f"{self._who()} was not {what} within {seconds:g} s; "
                                   f"it was {', '.join(self.states) or 'nothing'}. {self.log()}")

    def _who(self) -> str:
        return f"baresip {self.account} ({self.transport})"


def _length(read: Callable[[int], bytes]) -> int | None:
    digits = b""
    while (byte := read(1)) and byte != b":":
        digits += byte
    return int(digits) if digits else None


def _program() -> str:
    found = shutil.which(PROGRAM)
    if not found:
        raise BaresipError("baresip is not installed; Debian's package is baresip-core.")
    return found


def _modules() -> Path:
    for place in ("/usr/lib/baresip/modules", *map(str, Path("/usr/lib").glob("*/baresip/modules"))):
        if Path(place, "ctrl_tcp.so").is_file():
            return Path(place)
    raise BaresipError("baresip's modules were not found under /usr/lib; install Debian's package baresip-core.")
