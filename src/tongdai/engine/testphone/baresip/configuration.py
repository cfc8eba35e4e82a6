"""What a baresip is told before it starts: its configuration file, its account, and the tone it plays."""

import random
import re
import socket
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tongdai.engine.testphone.account import Account, PhoneError
from tongdai.engine.testphone.baresip.control import HOST
from tongdai.engine.testphone.sound import sine, write_samples

# `audio_path` holds no sounds: what baresip would play to itself on a busy line must not be taken for what it hears.
CONFIG = """\
poll_method epoll
sip_listen {address}:{sip}
net_interface {address}
call_max_calls 1
audio_player {silent}
audio_source aufile,{tone}
audio_path {place}
rtp_ports {rtp}-{rtp_last}
snd_path {place}
module_path {modules}
module g711.so
module aufile.so
module aubridge.so
module sndfile.so
module srtp.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen {host}:{control}
"""

SILENT_PLAYER = "aubridge,heard"
"""A player that nobody listens to; a recorder beside it writes down what it gets."""

TONE_SECONDS = 600
"""How long a phone plays its tone; baresip ends a call whose sound has run out."""

REGISTRATION_SECONDS = 600
RTP_PORTS = 20
PORTS = RTP_PORTS + 6
"""The neighbouring ports of one phone: SIP and, one above, SIP over TLS; its control port; RTP."""

LOWEST_PORT, HIGHEST_PORT = 20000, 60000
TRIES = 200

LONGEST_PATH = 100  # baresip 1.1 keeps the name of a sound file in 128 bytes
UNSAFE = re.compile(r"""[\x00-\x20"'<>;,\\\x7f]""")


@dataclass(frozen=True, slots=True)
class Files:
    """The files of one phone, in a directory of its own."""

    place: Path

    @property
    def tone(self) -> Path:
        """What it plays when nothing else is said."""
        return self.place / "tone.wav"

    @property
    def spoken(self) -> Path:
        """What it was told to say, followed by its tone."""
        return self.place / "spoken.wav"

    @property
    def resumed(self) -> Path:
        """What it hears after it took a call back from hold."""
        return self.place / "resumed.wav"

    def heard(self) -> list[Path]:
        """What it heard in this call, in order: baresip names a recording by the time."""
        resumed = [self.resumed] if self.resumed.exists() else []
        return sorted(self.place.glob("dump-*-dec.wav")) + resumed

    def forget_heard(self) -> None:
        """Delete the recordings of the last call."""
        for file in (*self.place.glob("dump-*.wav"), self.resumed):
            file.unlink(missing_ok=True)

    @property
    def log(self) -> Path:
        """Everything it prints, SIP messages among it."""
        return self.place / "log"


def write_configuration(files: Files, account: Account, modules: Path, port: int) -> None:
    """Write all that baresip reads; `port` is the first of its neighbouring ports."""
    text = CONFIG.format(address=account.address, sip=port, control=port + 2, host=HOST, rtp=port + 4,
                         rtp_last=port + 3 + RTP_PORTS, silent=SILENT_PLAYER, tone=files.tone, modules=modules,
                         place=files.place)
    if account.authorities:
        text += f"sip_cafile {account.authorities}\nsip_verify_server yes\n"
    if any(len(str(path)) > LONGEST_PATH or UNSAFE.search(str(path)) for path in (files.resumed, files.tone)):
        raise PhoneError(f"baresip cannot take a path such as {files.tone}; let TMPDIR name a directory with a "
                         "short, plain name.")
    (files.place / "config").write_text(text, encoding="utf-8")
    for name in ("accounts", "contacts"):
        (files.place / name).touch()
    write_tone(files.tone, account.tone)


def account_line(account: Account, seconds: int) -> str:
    """The account as baresip wants it, registering for so many seconds; with 0 it does not register."""
    unsafe = next((word for word in (account.account, account.password, account.server) if UNSAFE.search(word)), None)
    if unsafe is not None:
        raise PhoneError(f"baresip takes no account, password or server with signs as in '{unsafe}'.")
    encryption = ";mediaenc=srtp-mand" if account.srtp else ""
    codecs = ",".join(account.codecs)
    return (f"<{uri_of(account.account, account)}>;auth_user={account.account};auth_pass={account.password}"
            f";regint={seconds};audio_codecs={codecs}{encryption}")


def uri_of(user: str, account: Account) -> str:
    """The address of somebody on the phone's server, over the phone's transport."""
    if UNSAFE.search(user):
        raise PhoneError(f"baresip cannot dial '{user}'.")
    way = "" if account.transport == "udp" else f";transport={account.transport}"
    return f"sip:{user}@{account.server}:{account.port}{way}"


def write_tone(file: Path, frequency: int, before: Sequence[float] = ()) -> None:
    """Write these samples, then a tone that lasts; a second of a whole number of hertz fits onto the next."""
    write_samples(file, before, refrain=sine(frequency, 1.0), times=TONE_SECONDS)


def free_ports(address: str) -> int:
    """The first of so many neighbouring ports that are free for UDP and TCP right now."""
    if not _is_free(address, 0):
        raise PhoneError(f"{address} is no address of this machine.")
    for _ in range(TRIES):
        first = random.randrange(LOWEST_PORT, HIGHEST_PORT - PORTS, 2)  # noqa: S311 -- a port, not a secret
        if all(_is_free(address, port) for port in range(first, first + PORTS)):
            return first
    raise PhoneError(f"There are no {PORTS} neighbouring free ports on {address}; close some programs.")


def _is_free(address: str, port: int) -> bool:
    with ExitStack() as stack:
        for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
            try:
                stack.enter_context(socket.socket(socket.AF_INET, kind)).bind((address, port))
            except OSError:
                return False
    return True
