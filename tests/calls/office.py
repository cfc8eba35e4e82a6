"""Two customers on one real engine: Sen, where Hoa and Bình have phones, and Tre, which is Carol's."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from actors.raw_phone import RawPhone
from actors.softphone import Phone
from cells import RunningCell
from tongdai.domain.call import Call
from tongdai.domain.extension import Encryption, Extension
from tongdai.domain.secret import Secret
from tongdai.domain.snapshot import Snapshot, TenantSnapshot
from tongdai.domain.tenant import Language, Package, Tenant
from tongdai.domain.trail import Trail
from tongdai.engine import Ledger, fold_lines
from tongdai.simulator import CallToCome, World, simulate

SEN, TRE = "s4kd92mx", "t7pq31vb"
HOA, BINH, KITCHEN, ACCOUNTS, ONLY_SEN = "101", "102", "103", "105", "107"
CAROL, ROOM = "101", "102"
RELEASE = 1
SHORTEST_RING = 5
CALLS_AT_ONCE = 3
"""What Sen has rented; Tre has rented more than any test needs."""

MOST_LINES = 100_000
ROW_BOUND = 5.0
STEP = 0.05

_SMALL = Package(handle="small", name="Small", extensions=50, concurrent_calls=CALLS_AT_ONCE)
_LARGE = Package(handle="large", name="Large", extensions=50, concurrent_calls=500)


def secret_of(tenant: str, number: str) -> str:
    """The SIP secret of an extension; no two are alike."""
    return f"Kq7mW2xTz9Rb{tenant}{number}"


def two_customers() -> Snapshot:
    """Sen with 101, 102, 103, 105 (encrypted or nothing) and 107; Tre with 101 and 102."""
    sen = (_extension(SEN, HOA, name="Nguyễn Văn Hoa"), _extension(SEN, BINH, name="Trần Thị Bình"),
           _extension(SEN, KITCHEN, ring_seconds=SHORTEST_RING),
           _extension(SEN, ACCOUNTS, encryption=Encryption.REQUIRED), _extension(SEN, ONLY_SEN))
    tre = (_extension(TRE, CAROL, name="Carol Lê"), _extension(TRE, ROOM))
    return Snapshot(tenants=(_tenant(SEN, "sen", _SMALL, sen), _tenant(TRE, "tre", _LARGE, tre)))


def _tenant(key: str, handle: str, package: Package, extensions: tuple[Extension, ...]) -> TenantSnapshot:
    tenant = Tenant(key=key, handle=handle, name=handle.title(), package=package.handle, language=Language.ENGLISH)
    return TenantSnapshot(tenant, package, extensions)


def _extension(tenant: str, number: str, name: str = "", **more: object) -> Extension:
    plain = Extension(number=number, name=name or f"Phone {number}", secret=Secret(secret_of(tenant, number)))
    return replace(plain, **more)  # type: ignore[arg-type]


@dataclass
class Office:
    """The engine of both customers, phones for everybody, and the rows that their calls become."""

    cell: RunningCell
    taken: int = 0

    @property
    def server(self) -> str:
        """The address of the engine."""
        return self.cell.settings.sip_host

    @property
    def port(self) -> int:
        """Its port for UDP and TCP."""
        return self.cell.settings.sip_port

    @property
    def certificate(self) -> Path:
        """What phones check its TLS against."""
        return self.cell.cell.instance / "tls.crt"

    def phone(self, tenant: str, number: str, *, secret: str = "", **more: object) -> Phone:
        """A test phone; `transport="tls"` brings certificate and SRTP with it."""
        tls: Mapping[str, object] = {"srtp": True, "authorities": str(self.certificate)}
        port = self.cell.settings.sip_tls_port if more.get("transport") == "tls" else self.port
        more = dict(tls) | more if more.get("transport") == "tls" else more
        return Phone(f"{tenant}-{number}", secret or secret_of(tenant, number), self.server, port, **more)

    def raw(self, tenant: str, number: str, **more: object) -> RawPhone:
        """A phone of which every byte is ours."""
        return RawPhone(f"{tenant}-{number}", secret_of(tenant, number), self.server, self.port, **more)

    def row(self) -> Call:
        """The next call that has ended; fails if none has, or if two have."""
        rows = self.rows(1)
        assert len(rows) == 1, rows
        return rows[0]

    def rows(self, count: int) -> list[Call]:
        """The next calls that have ended: waits for so many, and returns all there are."""
        end = time.monotonic() + ROW_BOUND
        while len(found := self._folded()[self.taken:]) < count:
            assert time.monotonic() < end, f"{len(found)} of {count} calls were logged within {ROW_BOUND:g} s: {found}"
            time.sleep(STEP)
        self.taken += len(found)
        return found

    def forget_rows(self) -> None:
        """Begin to count anew."""
        self.taken = len(self._folded())

    def channels(self) -> int:
        """How many channels are up."""
        return len(self.cell.engine.observe().calls)

    def wait_empty(self, seconds: float = ROW_BOUND) -> None:
        """Until nobody talks and nothing is announced any more."""
        end = time.monotonic() + seconds
        while self.channels():
            assert time.monotonic() < end, f"{self.channels()} calls are still up after {seconds:g} s"
            time.sleep(STEP)

    def _folded(self) -> tuple[Call, ...]:
        lines = (line.text for line in self.cell.engine.spool("", MOST_LINES))
        return fold_lines(Ledger(), lines, self.cell.settings.cell).calls


def foreseen(tenant: str, caller: str, dialled: str, **world: object) -> Trail:
    """What the simulator says of a call before it is placed."""
    (house,) = (each for each in two_customers().tenants if each.tenant.key == tenant)
    return simulate(house, RELEASE, CallToCome(caller, dialled), World(**world)).trail  # type: ignore[arg-type]


def trail(*steps: str) -> str:
    """A trail under the release in force."""
    return "/".join([str(RELEASE), *steps])


def way_to(number: str) -> tuple[str, ...]:
    """The steps that lead to ringing an extension."""
    return f"dialled({number})>extension", "calls>free", "find>found"
