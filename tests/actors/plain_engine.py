"""A real engine on a small configuration written by hand: the yardstick for phones, probes and measured facts.

Nothing here comes from our compiler, so what the actors find out here is a fact about Asterisk and about themselves.
"""

import datetime as dt
import os
import re
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import md5
from ipaddress import ip_address
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from actors.ports import free_port, free_range

REALM = "plain"
RTP_PORTS = 200
BOOT_BOUND = 20.0
STOP_BOUND = 5.0
ASK_BOUND = 10.0

ACCOUNTS = {"6001": "secret-of-6001", "6002": "secret-of-6002", "6003": "secret-of-6003"}
"""Account name and password of the phones this engine knows."""

MODULES = """
res_sorcery_config res_sorcery_memory res_sorcery_astdb res_timing_timerfd res_srtp res_rtp_asterisk
res_http_websocket res_websocket_client res_crypto
res_pjproject res_pjsip res_pjsip_session res_pjsip_sdp_rtp res_pjsip_caller_id res_pjsip_nat res_pjsip_rfc3326
res_pjsip_registrar res_pjsip_authenticator_digest res_pjsip_endpoint_identifier_user
res_pjsip_endpoint_identifier_ip res_pjsip_outbound_authenticator_digest res_pjsip_dtmf_info res_pjsip_logger
res_pjsip_pubsub res_pjsip_refer res_pjsip_header_funcs res_pjsip_transport_websocket res_security_log
chan_pjsip pbx_config bridge_simple bridge_native_rtp bridge_softmix bridge_holding bridge_builtin_features
codec_ulaw codec_alaw codec_resample format_pcm format_wav format_sln
app_dial app_playback app_playtones app_echo app_verbose func_callerid func_channel func_hangupcause func_logic func_strings
func_db func_global func_cdr
""".split()

PHONES = """
[{name}]
type = aor
max_contacts = 3
remove_existing = yes
[{name}]
type = auth
auth_type = digest
username = {name}
password_digest = MD5:{digest}
realm = {realm}
[{name}]
type = endpoint
context = {context}
disallow = all
allow = alaw,ulaw
aors = {name}
auth = {name}
direct_media = no
rtp_symmetric = yes
force_rport = yes
rewrite_contact = yes
{encryption}
"""

ENCRYPTION = {
    "none": "media_encryption = no",
    "either": "media_encryption = sdes\nmedia_encryption_optimistic = yes",
    "only": "media_encryption = sdes\nmedia_encryption_optimistic = no",
}
"""No SRTP; SRTP if the phone offers it; nothing but SRTP."""

DIALPLAN = """
[phones]
exten => _6XXX,1,NoOp(dialled)
 same => n,Dial(PJSIP/${FILTER(0-9,${EXTEN})},${RING})
 same => n,Set(GLOBAL(RESULT)=${DIALSTATUS} ${HANGUPCAUSE})
 same => n,Hangup()
exten => h,1,Set(GLOBAL(LAST)=${DIALSTATUS} ${HANGUPCAUSE})
exten => 900,1,Answer()
 same => n,Echo()
exten => 901,1,Progress()
 same => n,Playtones(1000/10000)
 same => n,Wait(4)
 same => n,Hangup(1)
[open]
exten => _X.,1,Dial(PJSIP/${EXTEN},10)
 same => n,Hangup()
"""


class PlainEngineError(Exception):
    """The engine did not start, stop or answer; the message holds the end of its log."""


@dataclass(frozen=True)
class Program:
    """How the engine is started on this machine, and where its modules and data lie."""

    command: tuple[str, ...]
    modules: Path
    data: Path


@dataclass
class PlainEngine:
    """One running engine in a directory of its own, on ports of its own."""

    program: Program
    directory: Path
    options: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, str] = field(default_factory=dict)
    accounts: Mapping[str, str] = field(default_factory=lambda: ACCOUNTS)
    contexts: Mapping[str, str] = field(default_factory=dict)
    encryption: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.port = free_port()
        self.tls_port = free_port()
        self.rtp_first = free_range(RTP_PORTS)
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
        return self.directory / "tls.crt"

    def write(self) -> None:
        """Write the configuration."""
        for name in ("etc", "lib/keys", "db", "run", "log", "spool"):
            (self.directory / name).mkdir(parents=True, exist_ok=True)
        write_certificate(self.certificate, self.directory / "tls.key")
        for name, text in (self._files() | dict(self.more)).items():
            (self.directory / "etc" / name).write_text(text, encoding="utf-8")

    def start(self) -> None:
        """Start the engine and wait until it says it is booted."""
        command = [*self.program.command, "-f", "-C", str(self.directory / "etc" / "asterisk.conf")]
        with (self.directory / "log" / "console").open("ab") as log:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        end = time.monotonic() + BOOT_BOUND
        while "fully booted" not in self._try("core waitfullybooted"):
            if time.monotonic() > end or self._process.poll() is not None:
                self.kill()
                raise PlainEngineError(f"The engine did not boot within {BOOT_BOUND:g} s: {self.log()[-2000:]}")
            time.sleep(0.1)

    def stop(self) -> None:
        """Stop the engine; by force if it does not."""
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
        done = subprocess.run([*self.program.command, "-r", "-C", str(self.directory / "etc" / "asterisk.conf"),
                               "-x", command], capture_output=True, text=True, timeout=ASK_BOUND, check=False)
        if done.returncode:
            raise PlainEngineError(f"'{command}' failed: {done.stdout} {done.stderr}")
        return done.stdout

    def variable(self, name: str) -> str:
        """A global variable of the dialplan."""
        found = re.search(rf"^\s*{name}=(.*)$", self.ask("dialplan show globals"), re.M)
        return found[1].strip() if found else ""

    def channels(self) -> int:
        """How many channels are up."""
        found = re.search(r"(\d+) active channel", self.ask("core show channels count"))
        assert found
        return int(found[1])

    def calls_processed(self) -> int:
        """How many calls there have been since the start."""
        found = re.search(r"(\d+) calls? processed", self.ask("core show channels count"))
        assert found
        return int(found[1])

    def log(self) -> str:
        """Everything it wrote to its console and its log."""
        files = [self.directory / "log" / name for name in ("console", "messages")]
        return "".join(file.read_text(errors="replace") for file in files if file.exists())

    def _try(self, command: str) -> str:
        try:
            return self.ask(command)
        except (PlainEngineError, subprocess.TimeoutExpired):
            return ""

    def _files(self) -> dict[str, str]:
        return {
            "asterisk.conf": self._asterisk(),
            "modules.conf": "[modules]\nautoload = no\n" + "".join(f"load = {name}.so\n" for name in MODULES),
            "logger.conf": "[general]\n[logfiles]\nmessages => notice,warning,error,security\n",
            "pjsip.conf": self._pjsip(),
            "rtp.conf": f"[general]\nrtpstart = {self.rtp_first}\nrtpend = {self.rtp_first + RTP_PORTS - 1}\n"
                        f"strictrtp = {self.options.get('strictrtp', 'yes')}\n",
            "extensions.conf": f"[globals]\nRING = {self.options.get('ring', '10')}\n{DIALPLAN}",
            "cdr.conf": "[general]\nenable = no\n", "features.conf": "[general]\n", "http.conf": "[general]\n",
            "pjproject.conf": "[startup]\nlog_level = 2\n", "acl.conf": "", "udptl.conf": "[general]\n",
            "indications.conf": "[general]\ncountry = us\n[us]\ndescription = plain\nringcadence = 2000,4000\nring = 440+480/2000,0/4000\n", "ccss.conf": "[general]\n", "cel.conf": "[general]\n",
            "manager.conf": "[general]\nenabled = no\n", "dnsmgr.conf": "[general]\n", "stasis.conf": "",
            "websocket_client.conf": "",
        }

    def _asterisk(self) -> str:
        place = self.directory
        return (f"[directories]\nastetcdir = {place}/etc\nastmoddir = {self.program.modules}\n"
                f"astvarlibdir = {place}/lib\nastdbdir = {place}/db\nastdatadir = {self.program.data}\n"
                f"astkeydir = {place}/lib\nastagidir = {place}/lib\nastspooldir = {place}/spool\n"
                f"astrundir = {place}/run\nastlogdir = {place}/log\n[options]\nhideconnect = yes\nlightbackground = no\n")

    def _pjsip(self) -> str:
        transports = "".join(
            f"[{kind}]\ntype = transport\nprotocol = {kind}\nbind = 127.0.0.1:{port}\n{extra}"
            for kind, port, extra in (
                ("udp", self.port, ""), ("tcp", self.port, ""),
                ("tls", self.tls_port, f"cert_file = {self.certificate}\npriv_key_file = {self.directory}/tls.key\n"
                                       "method = tlsv1_2\n"),
            ))
        phones = "".join(
            PHONES.format(name=name, realm=REALM, context=self.contexts.get(name, "phones"),
                          encryption=ENCRYPTION[self.encryption.get(name, "either")],
                          digest=password_digest(name, REALM, password))
            for name, password in self.accounts.items())
        return f"[global]\ntype = global\nuser_agent = engine\n{transports}{phones}{self.options.get('pjsip', '')}"


def password_digest(account: str, realm: str, password: str) -> str:
    """What an engine keeps instead of a password."""
    return md5(f"{account}:{realm}:{password}".encode(), usedforsecurity=False).hexdigest()


def write_certificate(certificate: Path, key: Path, address: str = "127.0.0.1") -> None:
    """A certificate for an address that signs itself."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, address)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(private, hashes.SHA256())
    )
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key.write_bytes(private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                          serialization.NoEncryption()))
