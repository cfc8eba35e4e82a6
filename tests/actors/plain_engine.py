"""A real engine on a small configuration written by hand: the yardstick for phones, probes and measured facts.

Nothing here comes from our compiler, so what the actors find out here is a fact about Asterisk and about themselves.
The files lie in `plain/`, with the names of what is filled in between at signs.
"""

import re
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import md5
from pathlib import Path
from typing import Self

from actors.certificate import write_certificate
from actors.ports import free_port, free_range
from tongdai.engine import EngineProgram

FILES = Path(__file__).with_name("plain")
REALM = "plain"
RTP_PORTS = 200
BOOT_BOUND = 20.0
STOP_BOUND = 5.0
ASK_BOUND = 10.0
ASK_STEP = 0.05

ACCOUNTS = {"6001": "secret-of-6001", "6002": "secret-of-6002", "6003": "secret-of-6003"}
"""Account name and password of the phones this engine knows."""

ENCRYPTION = {
    "none": "media_encryption = no",
    "either": "media_encryption = sdes\nmedia_encryption_optimistic = yes",
    "only": "media_encryption = sdes\nmedia_encryption_optimistic = no",
}
"""No SRTP; SRTP if the phone offers it; nothing but SRTP."""


class PlainEngineError(Exception):
    """The engine did not start or did not answer; the message holds the end of its log."""


@dataclass
class PlainEngine:
    """One running engine in a directory of its own, on ports of its own. Use it in a `with` statement."""

    program: EngineProgram
    place: Path
    context: str = "phones"
    ring: int = 10
    strictrtp: bool = True
    symmetric: bool = True
    encryption: Mapping[str, str] = field(default_factory=dict)
    before_phones: str = ""
    """Further objects in pjsip.conf."""
    phone_options: str = ""
    """Further options of every phone's endpoint."""

    def __post_init__(self) -> None:
        self.port, self.tls_port, self.rtp_first = free_port(), free_port(), free_range(RTP_PORTS)
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.write()
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def certificate(self) -> Path:
        """The certificate the engine shows on TLS; phones may take it as their authority."""
        return self.place / "tls.crt"

    def write(self) -> None:
        """Write the configuration and the certificate."""
        for name in ("etc", "lib/keys", "spool", "log"):
            (self.place / name).mkdir(parents=True, exist_ok=True)
        write_certificate(self.certificate, self.place / "tls.key")
        for file in FILES.glob("*.conf"):
            text = self._fill(file.name, self._values())
            (self.place / "etc" / file.name).write_text(text, encoding="utf-8")
        with (self.place / "etc" / "pjsip.conf").open("a", encoding="utf-8") as pjsip:
            pjsip.write(self.before_phones)
            pjsip.writelines(self._phone(name, password) for name, password in ACCOUNTS.items())

    def start(self) -> None:
        """Start the engine and wait until it says it is booted."""
        with (self.place / "log" / "console").open("ab") as log:
            self._process = subprocess.Popen([*self._command(), "-f"], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        end = time.monotonic() + BOOT_BOUND
        while "fully booted" not in self._try("core waitfullybooted"):
            if time.monotonic() > end or self._process.poll() is not None:
                self.kill()
                raise PlainEngineError(f"The engine did not boot within {BOOT_BOUND:g} s: {self.log()[-2000:]}")
            time.sleep(ASK_STEP)

    def stop(self) -> None:
        """Stop the engine; by force if it does not stop by itself. Twice is the same as once."""
        if not self._process:
            return
        self._try("core stop now")
        try:
            self._process.wait(STOP_BOUND)
        except subprocess.TimeoutExpired:
            self.kill()
        self._process = None

    def kill(self) -> None:
        """Pull the engine's plug."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def ask(self, command: str) -> str:
        """What the engine's console answers."""
        done = subprocess.run([*self._command(), "-rx", command], capture_output=True, text=True, timeout=ASK_BOUND,
                              check=False)
        if done.returncode:
            raise PlainEngineError(f"The engine's console refused '{command}': {done.stdout} {done.stderr}")
        return done.stdout

    def variable(self, name: str) -> str:
        """A global variable of the dialplan; empty if nothing set it."""
        found = re.search(rf"^\s*{name}=(.*)$", self.ask("dialplan show globals"), re.MULTILINE)
        return found[1].strip() if found else ""

    def channels(self) -> int:
        """How many channels are up now."""
        return self._counted(r"(\d+) active channel")

    def calls_so_far(self) -> int:
        """How many calls there have been since the start."""
        return self._counted(r"(\d+) calls? processed")

    def log(self) -> str:
        """Everything it wrote to its console and its log."""
        files = [self.place / "log" / name for name in ("console", "messages")]
        return "".join(file.read_text(errors="replace") for file in files if file.exists())

    def _command(self) -> list[str]:
        return [*self.program.command, "-C", str(self.place / "etc" / "asterisk.conf")]

    def _try(self, command: str) -> str:
        try:
            return self.ask(command)
        except (PlainEngineError, subprocess.TimeoutExpired):
            return ""

    def _counted(self, pattern: str) -> int:
        found = re.search(pattern, self.ask("core show channels count"))
        assert found, "the engine did not count its channels"
        return int(found[1])

    def _values(self) -> dict[str, object]:
        return {
            "place": self.place, "modules": self.program.modules, "data": self.program.data, "port": self.port,
            "tls_port": self.tls_port, "rtp_first": self.rtp_first, "rtp_last": self.rtp_first + RTP_PORTS - 1,
            "strictrtp": _yes_or_no(self.strictrtp), "ring": self.ring, "context": self.context, "realm": REALM,
            "symmetric": _yes_or_no(self.symmetric), "name": "", "digest": "", "encryption": "",
            "options": self.phone_options,
        }

    def _phone(self, name: str, password: str) -> str:
        own = {"name": name, "digest": password_digest(name, REALM, password),
               "encryption": ENCRYPTION[self.encryption.get(name, "either")]}
        return self._fill("phone.txt", self._values() | own)

    def _fill(self, name: str, values: Mapping[str, object]) -> str:
        text = (FILES / name).read_text(encoding="utf-8")
        return re.sub(r"@(\w+)@", lambda found: str(values[found[1]]), text)


def password_digest(account: str, realm: str, password: str) -> str:
    """What an engine keeps instead of a password."""
    return md5(f"{account}:{realm}:{password}".encode(), usedforsecurity=False).hexdigest()


def _yes_or_no(value: bool) -> str:
    return "yes" if value else "no"
