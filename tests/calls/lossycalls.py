"""Calls through a network that loses what a test says: many at once, each of two phones, and the row of each."""

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from actors.softphone import Phone
from calls.office import Office, secret_of
from tongdai.domain.call import Call
from tongdai.domain.extension import Extension
from tongdai.domain.quality import LegQuality
from tongdai.domain.secret import Secret
from tongdai.domain.snapshot import Snapshot, TenantSnapshot
from tongdai.domain.tenant import Language, Package, Tenant
from udprelay import UdpRelay

KEY = "q5lossyx"
FIRST = 100


@dataclass(frozen=True, slots=True)
class Line:
    """What the network of the caller's phone loses, in percent of each direction; `codec` is the called phone's."""

    to_engine: float = 0.0
    to_phone: float = 0.0
    codec: str = "PCMA"


@dataclass(frozen=True, slots=True)
class LossyCall:
    """One call: its row, and what was really lost of the caller's audio on its way, in percent."""

    row: Call
    lost_to_engine: float
    lost_to_phone: float

    @property
    def caller(self) -> LegQuality:
        """What was measured between the caller's phone, which is behind the lossy network, and the engine."""
        return _quality(self.row, 0)

    @property
    def called(self) -> LegQuality:
        """What was measured between the engine and the called phone."""
        return _quality(self.row, 1)


def lossy_house(pairs: int) -> Snapshot:
    """A tenant with two extensions for each call."""
    package = Package(handle="lossy", name="Lossy", extensions=2 * pairs, concurrent_calls=2 * pairs)
    tenant = Tenant(key=KEY, handle="lossy", name="Lossy", package="lossy", language=Language.ENGLISH)
    numbers = (str(FIRST + each) for each in range(2 * pairs))
    return Snapshot(tenants=(TenantSnapshot(tenant, package, tuple(
        Extension(number=each, name=f"Phone {each}", secret=Secret(secret_of(KEY, each))) for each in numbers)),))


def call_through(office: Office, lines: Sequence[Line], seconds: float,
                 meanwhile: Callable[[], None] | None = None) -> list[LossyCall]:
    """One call for each line, all at once, so many seconds long; `meanwhile` is done while all talk."""
    office.forget_rows()
    with ExitStack() as all_of_it:
        relays = [all_of_it.enter_context(
            UdpRelay(office.server, office.port, to_engine=each.to_engine / 100, to_phone=each.to_phone / 100,
                     seed=31 * number)) for number, each in enumerate(lines)]
        callers, called = [], []
        for number, (line, relay) in enumerate(zip(lines, relays, strict=True)):
            callers.append(all_of_it.enter_context(_phone(office, FIRST + 2 * number, relay.port, "PCMA")))
            called.append(all_of_it.enter_context(_phone(office, FIRST + 2 * number + 1, office.port, line.codec)))
        for phone in (*callers, *called):
            phone.answers_by_itself().register().wait_registered()
        for number, phone in enumerate(callers):
            phone.call(str(FIRST + 2 * number + 1))
        for phone in callers:
            phone.wait_talking()
        if meanwhile:
            meanwhile()
        time.sleep(seconds)
        for phone in callers:
            phone.hang_up()
        for phone in callers:
            phone.wait_ended()
        rows = {each.caller: each for each in office.rows(len(lines))}
    return [LossyCall(rows[str(FIRST + 2 * number)], relay.audio_to_engine.lost_percent,
                      relay.audio_to_phone.lost_percent) for number, relay in enumerate(relays)]


def _phone(office: Office, number: int, port: int, codec: str) -> Phone:
    return Phone(f"{KEY}-{number}", secret_of(KEY, str(number)), office.server, port, codecs=(codec,))


def _quality(row: Call, leg: int) -> LegQuality:
    quality = row.legs[leg].quality
    assert quality is not None, row
    return quality
