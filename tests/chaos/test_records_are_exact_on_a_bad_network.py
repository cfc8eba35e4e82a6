"""Much of what callers and engine tell each other is lost on the way: calls succeed all the same, records are exact.

Those who are called are on a sound network: SIPp answers calls, and does not repair a broken conversation.
"""

from pathlib import Path

import pytest

from chaos.busyhouse import FIRST, BusyHouse, busy_house, house_of, login
from load import calling, desk
from tongdai.engine import EngineProgram
from udprelay import UdpRelay
from workers import wait_until

pytestmark = [pytest.mark.wet, pytest.mark.asterisk]

PAIRS = 20
MORE = 7
"""INVITEs that are sent again: RFC 3261's timer B is 64 times T1."""


def is_quiet(house: BusyHouse) -> bool:
    """Nobody talks, and no event waits for the end of its call."""
    return not house.cell.engine.observe().calls and not house.shop.select("SELECT 1 FROM store_pendingevent LIMIT 1")


@pytest.mark.parametrize(("loss", "calls"), [(0.1, 60), pytest.param(0.3, 1000, marks=pytest.mark.long)])
def test_lost_packets_cost_no_record(reachable_path: Path, engine_program: EngineProgram, loss: float, calls: int):
    called = [str(FIRST + PAIRS + each) for each in range(PAIRS)]
    callers = [login(str(FIRST + each), called[each]) for each in range(PAIRS)]
    with busy_house(reachable_path, engine_program, house_of(2 * PAIRS)) as house:
        port = house.cell.settings.sip_port
        with UdpRelay("127.0.0.1", port, sip=loss) as network, desk(port, map(login, called), seconds=900):
            with calling(network.port, callers, rate=10, hold_seconds=1, calls=calls, seconds=300,
                         retransmissions=MORE) as load:
                result = load.wait()
                seen = load.tally()
            dropped = network.sip_to_engine.lost_percent
            wait_until(lambda: is_quiet(house), 120, house.shop.said)
        logged = house.logged()

    assert result.successful >= 0.99 * calls, result.errors
    assert dropped == pytest.approx(100 * loss, abs=5)
    assert logged == house.spooled()
    assert len(logged) <= calls
    answered = sum(outcome == "answered" for outcome, _ in logged.values())
    assert len(seen.calls) <= answered <= calls
