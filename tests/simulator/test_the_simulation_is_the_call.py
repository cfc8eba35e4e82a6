"""Whatever a real call through the real engine does, the simulator has said the same trail before."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest

from actors.raw_phone import RawPhone, refuse_with
from actors.softphone import Phone
from cells import RunningCell, cell_on
from domain.houses import extension, house
from tongdai.domain.call import Call, Outcome
from tongdai.domain.cell import Cell
from tongdai.domain.snapshot import Snapshot, TenantSnapshot
from tongdai.domain.tenant import Package
from tongdai.engine import EngineProgram, Ledger, fold_lines
from tongdai.simulator import Callee, CallToCome, Does, World, simulate

pytestmark = [pytest.mark.wet, pytest.mark.asterisk]

RELEASE = 1
SECRET = "Kq7mW2xTz9RbLp4s"
RINGING = 5
SEN = house(*(extension(number, f"Phone {number}", SECRET, ring_seconds=RINGING) for number in ("101", "102", "103")))
TRE = house(*(extension(each, f"Phone {each}", SECRET, ring_seconds=4 * RINGING) for each in ("101", "102", "103")),
            package=Package(handle="one", name="One line", extensions=5, concurrent_calls=1),
            key="t7wz31qa", handle="tre", name="Tre")
PRESENT = frozenset({"101", "102"})


@pytest.fixture(scope="module")
def cell(shared_path, engine_program: EngineProgram) -> Iterator[RunningCell]:
    with cell_on(Snapshot(Cell(), (SEN, TRE)), shared_path, engine_program) as running:
        yield running


@pytest.fixture(scope="module")
def hoa(cell: RunningCell) -> Iterator[Phone]:
    yield from registered(cell, SEN, "101")


@pytest.fixture(scope="module")
def binh(cell: RunningCell) -> Iterator[Phone]:
    yield from registered(cell, SEN, "102")


def registered(cell: RunningCell, tenant: TenantSnapshot, number: str) -> Iterator[Phone]:
    with Phone(f"{tenant.tenant.key}-{number}", SECRET, "127.0.0.1", cell.settings.sip_port) as phone:
        yield phone.register().wait_registered()


def last_call(cell: RunningCell, number_of_calls: int) -> Call:
    """The call that ended last, once so many have."""
    end = time.monotonic() + 10
    while True:
        calls = fold_lines(Ledger(), [line.text for line in cell.engine.spool("", 10_000)], "c1").calls
        if len(calls) >= number_of_calls:
            return calls[-1]
        assert time.monotonic() < end, f"{len(calls)} calls ended, not {number_of_calls}"
        time.sleep(0.1)


def ended(cell: RunningCell) -> int:
    return len(fold_lines(Ledger(), [line.text for line in cell.engine.spool("", 10_000)], "c1").calls)


Act = Callable[[Phone, Phone], object]


def answered(hoa: Phone, binh: Phone) -> None:
    binh.answers_by_itself()
    hoa.call("102")
    hoa.wait_talking()
    hoa.hang_up()


def answered_then_hung_up_by_the_called(hoa: Phone, binh: Phone) -> None:
    binh.answers_by_itself()
    hoa.call("102")
    hoa.wait_talking()
    binh.hang_up()


def refused(code: int) -> Act:
    def act(hoa: Phone, binh: Phone) -> None:
        """A phone that we control to the byte is registered for as long as this lasts."""
        account = hoa.account
        with RawPhone(f"{SEN.tenant.key}-103", SECRET, account.server, account.port) as refuser:
            refuser.register()
            refuser.serve(refuse_with(code))
            hoa.call("103")
            hoa.wait_ended()

    return act


def not_answered(hoa: Phone, binh: Phone) -> None:
    binh.waits_to_be_told()
    hoa.call("102")


def given_up(hoa: Phone, binh: Phone) -> None:
    binh.waits_to_be_told()
    hoa.call("102")
    hoa.wait_ringing()
    hoa.hang_up()


def dialled(number: str) -> Act:
    def act(hoa: Phone, binh: Phone) -> None:
        hoa.call(number)

    return act


def echoed(hoa: Phone, binh: Phone) -> None:
    hoa.call("*43")
    hoa.wait_talking()
    hoa.hang_up()


STORIES = {
    "answered": (answered, "102", World(), Outcome.ANSWERED),
    "hung-up-by-the-called": (answered_then_hung_up_by_the_called, "102", World(), Outcome.ANSWERED),
    "busy": (refused(486), "103", World(callees={"103": Callee(Does.IS_BUSY)}), Outcome.BUSY),
    "declined": (refused(603), "103", World(callees={"103": Callee(Does.DECLINES)}), Outcome.DECLINED),
    "failed": (refused(503), "103", World(callees={"103": Callee(Does.FAILS)}), Outcome.FAILED),
    "no-answer": (not_answered, "102", World(callees={"102": Callee(Does.DOES_NOT_ANSWER)}), Outcome.NO_ANSWER),
    "cancelled": (given_up, "102", World(gives_up_after=1.0), Outcome.CANCELLED),
    "offline": (dialled("103"), "103", World(registered=PRESENT), Outcome.OFFLINE),
    "unknown-extension": (dialled("109"), "109", World(), Outcome.REFUSED),
    "unknown-number": (dialled("0912345678"), "0912345678", World(), Outcome.REFUSED),
    "own": (dialled("101"), "101", World(), Outcome.BUSY),
    "letters": (dialled("hoa"), "hoa", World(), Outcome.REFUSED),
    "hung-on": (dialled("102&PJSIP"), "102&PJSIP", World(), Outcome.REFUSED),
    "echo": (echoed, "*43", World(), Outcome.ANSWERED),
}


@pytest.mark.parametrize("story", STORIES)
def test_the_trail_of_the_simulation_is_the_trail_of_the_call(cell: RunningCell, hoa: Phone, binh: Phone, story: str):
    act, number, world, outcome = STORIES[story]
    before = ended(cell)

    act(hoa, binh)
    hoa.wait_ended(RINGING + 10)
    call = last_call(cell, before + 1)

    assert call.trail == simulate(SEN, RELEASE, CallToCome("101", number), world).trail
    assert call.outcome is outcome
    assert call.tenant == SEN.tenant.key


def test_a_full_house_refuses_as_it_was_simulated(cell: RunningCell):
    before = ended(cell)

    with ExitStack() as stack:
        first, called, third = (stack.enter_context(contextmanager(registered)(cell, TRE, number))
                                for number in ("101", "102", "103"))
        first.call("102")
        called.wait_incoming()
        third.call("101")
        third.wait_ended(RINGING + 10)
        refused_call = last_call(cell, before + 1)
        first.hang_up()
        first_call = last_call(cell, before + 2)

    assert refused_call.trail == simulate(TRE, RELEASE, CallToCome("103", "101"), World(calls_up=1)).trail
    assert refused_call.outcome is Outcome.REFUSED
    assert first_call.trail == simulate(TRE, RELEASE, CallToCome("101", "102"), World(gives_up_after=1.0)).trail
