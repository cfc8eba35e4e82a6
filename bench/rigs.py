"""The two engines that are compared: ours as it is compiled, and a bare one-line `Dial()` under stock settings."""

import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from steps import Phone

from tongdai.compiler import compile_place, compile_snapshot
from tongdai.domain.cell import Cell, Place
from tongdai.domain.extension import Extension
from tongdai.domain.recording import RecordPolicy
from tongdai.domain.secret import Secret
from tongdai.domain.snapshot import Snapshot, TenantSnapshot
from tongdai.domain.tenant import Feature, Package, Tenant
from tongdai.engine import EngineProgram

TENANTS, CALLERS = 4, 25
PASSWORD = "bench-Kq7mW2xTz9RbLp4s"
RTP_FIRST = 20000
SECONDS_TO_BOOT = 60.0
STOCK_FILES = ("cdr.conf", "ccss.conf", "features.conf", "indications.conf", "logger.conf", "modules.conf",
               "musiconhold.conf", "udptl.conf", "acl.conf", "cel.conf", "codecs.conf", "dsp.conf", "pjproject.conf")
"""The sample files that a first `make samples` leaves in force, without those that open ports of other protocols."""


@dataclass(slots=True)
class Rig:
    """One engine under test: its process, where it listens, and the phones that call and are called."""

    name: str
    place: Path
    sip_port: int
    process: "subprocess.Popen[bytes]"
    pairs: list[tuple[Phone, Phone]] = field(default_factory=list)

    @property
    def monitor(self) -> Path:
        """Where it puts what it records."""
        return self.place / "spool" / "monitor"

    def close(self) -> None:
        """Stop the engine, within a bound."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start_ours(program: EngineProgram, place: Path, sip_port: int,
               environment: Mapping[str, str] = MappingProxyType({}), *, recorded: bool = False) -> Rig:
    """What `tongdai` would run: the compiler's files and rows for a few tenants; perhaps every call is recorded."""
    houses = tuple(_house(index, recorded) for index in range(TENANTS))
    build = compile_snapshot(Snapshot(Cell(), houses))
    where = _directories(place)
    settings = Place(
        cell="c1", boot="c1bench", configuration=str(where["etc"]), modules=str(program.modules),
        data=str(where["data"]), state=str(where["state"]), run=str(where["run"]), spool=str(where["spool"]),
        log=str(where["log"]), sip_host="127.0.0.1", sip_port=sip_port, sip_tls_port=0, tls_certificate="",
        tls_key="", rtp_first_port=RTP_FIRST, rtp_last_port=RTP_FIRST + 9999)
    releases = "".join(f"R_{house.tenant.key} = 1\n" for house in houses)
    files = {**build.files, **compile_place(settings), "generation.conf": releases}
    _write(where["etc"], files)
    (where["log"] / "cel-custom").mkdir()
    (where["data"] / "documentation").symlink_to(program.data / "documentation")
    _fill_database(where["state"] / "astdb.sqlite3", build.database)
    pairs = [pair for house in houses for pair in _pairs_of(house)]
    return Rig("recorded" if recorded else "ours", place, sip_port, _boot(program, where, environment), pairs)


def start_bare(program: EngineProgram, place: Path, sip_port: int) -> Rig:
    """One line of dialplan, every module, the engine's own call records, and the sample files."""
    where = _directories(place)
    for name in STOCK_FILES:
        sample = program.data / "conf" / "samples" / f"{name}.sample"
        if sample.is_file():
            shutil.copy(sample, where["etc"] / name)
    phones = [Phone(str(10000 + index), PASSWORD, str(10000 + index)) for index in range(2 * TENANTS * CALLERS)]
    _write(where["etc"], {
        "asterisk.conf": _bare_asterisk(program, where),
        "rtp.conf": f"[general]\nrtpstart = {RTP_FIRST + 10000}\nrtpend = {RTP_FIRST + 19999}\n",
        "extensions.conf": "[phones]\nexten => _X.,1,Dial(PJSIP/${EXTEN})\n",
        "pjsip.conf": f"[udp]\ntype = transport\nprotocol = udp\nbind = 127.0.0.1:{sip_port}\n"
                      + "".join(map(_bare_phone, phones))})
    (where["log"] / "cdr-csv").mkdir()
    (where["data"] / "documentation").symlink_to(program.data / "documentation")
    half = TENANTS * CALLERS
    return Rig("bare", place, sip_port, _boot(program, where), list(zip(phones[:half], phones[half:], strict=True)))


def _house(index: int, recorded: bool) -> TenantSnapshot:
    key = f"benchk0{index}"
    numbers = [str(100 + number) for number in range(2 * CALLERS)]
    tenant = Tenant(key=key, handle=f"bench-{index}", name="Bench", package="bench")
    package = Package(handle="bench", name="Bench", extensions=2 * CALLERS, concurrent_calls=1000, recording_gb=1,
                      recording_days=1, features=frozenset({Feature.RECORDING} if recorded else ()))
    policy = RecordPolicy.ALWAYS if recorded else RecordPolicy.NEVER
    return TenantSnapshot(tenant, package, tuple(
        Extension(number=number, name="Bench", secret=Secret(PASSWORD), record_outgoing=policy) for number in numbers))


def _pairs_of(house: TenantSnapshot) -> list[tuple[Phone, Phone]]:
    phones = [Phone(f"{house.tenant.key}-{each.number}", PASSWORD, each.number) for each in house.extensions]
    return list(zip(phones[:CALLERS], phones[CALLERS:], strict=True))


def _bare_phone(phone: Phone) -> str:
    return (f"[{phone.account}]\ntype = endpoint\ncontext = phones\ndisallow = all\nallow = ulaw\n"
            f"auth = {phone.account}\naors = {phone.account}\ndirect_media = no\n"
            f"[{phone.account}]\ntype = auth\nauth_type = userpass\nusername = {phone.account}\n"
            f"password = {phone.password}\n"
            f"[{phone.account}]\ntype = aor\nmax_contacts = 3\n")


def _bare_asterisk(program: EngineProgram, where: dict[str, Path]) -> str:
    lines = {"astetcdir": where["etc"], "astmoddir": program.modules, "astvarlibdir": where["data"],
             "astdatadir": where["data"], "astdbdir": where["state"], "astkeydir": where["state"],
             "astagidir": where["state"], "astspooldir": where["spool"], "astrundir": where["run"],
             "astlogdir": where["log"]}
    return "[directories]\n" + "".join(f"{name} => {path}\n" for name, path in lines.items())


def _directories(place: Path) -> dict[str, Path]:
    names = ("etc", "data", "state", "run", "spool", "log")
    for name in names:
        (place / name).mkdir(parents=True)
    return {name: place / name for name in names}


def _write(directory: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _fill_database(path: Path, rows: "dict[str, str] | object") -> None:
    assert isinstance(rows, dict)
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE astdb(key VARCHAR(256), value VARCHAR(256), PRIMARY KEY(key))")
        database.executemany("INSERT INTO astdb VALUES (?, ?)", [(f"/{key}", value) for key, value in rows.items()])
    database.close()


def _boot(program: EngineProgram, where: dict[str, Path],
          environment: Mapping[str, str] = MappingProxyType({})) -> "subprocess.Popen[bytes]":
    command = [*program.command, "-f", "-C", str(where["etc"] / "asterisk.conf")]
    with (where["log"] / "boot").open("wb") as log:
        process = subprocess.Popen(command, cwd=where["run"], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                   env={**os.environ, "LANG": "C.UTF-8", **environment})
    end = time.monotonic() + SECONDS_TO_BOOT
    question = [*program.command, "-C", str(where["etc"] / "asterisk.conf"), "-r", "-x", "core waitfullybooted"]
    while time.monotonic() < end and process.poll() is None:
        answer = subprocess.run(question, capture_output=True, text=True, check=False, timeout=SECONDS_TO_BOOT)
        if "fully booted" in answer.stdout:
            return process
        time.sleep(0.2)
    process.kill()
    process.wait()
    said = (where["log"] / "boot").read_text(errors="replace")[-2000:]
    raise SystemExit(f"An engine did not boot; it said:\n{said}")
