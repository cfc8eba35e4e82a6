"""Calls of every kind, hour after hour: each is one row, and the engine is afterwards what it was before."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
import pytest

from actors.ports import free_port
from actors.sipp import Sipp, run_sipp
from chaos.busyhouse import FIRST, BusyHouse, busy_house, house_of, login
from load import desk
from tongdai.domain.extension import RecordPolicy
from tongdai.domain.snapshot import Snapshot
from tongdai.engine import EngineProgram
from workers import wait_until

pytestmark = [pytest.mark.wet, pytest.mark.asterisk]

CALLERS, ANSWERING, BUSY, SILENT, SHORT, RECORDED = range(FIRST, FIRST + 240, 40)
"""The first number of each group of extensions, of which there are forty."""

COUNT = 40
RING_SECONDS = 5
WARM = 10_000
MOST_MIB_PER_10_000 = 1.0


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of call: the caller's scenario, whom it dials, its part in a hundred calls, and what the log says."""

    scenario: str
    dialled: int | str
    share: int
    outcome: str
    status: str = "486"


KINDS = (Kind("tallied_call", ANSWERING, 72, "answered"), Kind("refused", BUSY, 8, "busy"),
         Kind("cancel", SILENT, 6, "cancelled"), Kind("refused", SHORT, 3, "no_answer", "480"),
         Kind("refused", "999", 3, "refused", "404"), Kind("tallied_call", "*43", 4, "answered"),
         Kind("tallied_call", RECORDED, 4, "answered"))


@dataclass(frozen=True, slots=True)
class Weight:
    """What the engine takes at one moment."""

    calls: int
    mib: float
    files: int
    threads: int


def office() -> Snapshot:
    """Everybody; some are recorded always, some ring shortly."""
    snapshot = house_of(6 * COUNT)
    [tenant] = snapshot.tenants
    return replace(snapshot, tenants=(replace(tenant, extensions=tuple(
        replace(each, ring_seconds=RING_SECONDS) if SHORT <= int(each.number) < SHORT + COUNT
        else replace(each, record_incoming=RecordPolicy.ALWAYS) if int(each.number) >= RECORDED
        else each for each in tenant.extensions)),))


@contextmanager
def people(house: BusyHouse, seconds: float) -> Iterator[None]:
    """Phones of those who are called."""
    port = house.cell.settings.sip_port
    with ExitStack() as phones:
        for first in (ANSWERING, RECORDED):
            phones.enter_context(desk(port, [login(str(first + each)) for each in range(COUNT)], seconds=seconds))
        for first, scenario in ((BUSY, "busy_desk"), (SILENT, "silent_desk"), (SHORT, "silent_desk")):
            own, logins = free_port(), [login(str(first + each)) for each in range(COUNT)]
            assert run_sipp("register", "127.0.0.1", port, calls=COUNT, seconds=20, rate=50, local_port=own,
                            logins=logins).successful == COUNT
            phones.enter_context(Sipp(scenario, "127.0.0.1", port, calls=1_000_000, seconds=seconds, local_port=own))
        time.sleep(0.5)
        yield


def callers(house: BusyHouse, kind: Kind, number: int, rate: float, seconds: float) -> Sipp:
    """So many calls of one kind in this time."""
    numbers = [str(FIRST + (each + 5 * number) % COUNT) for each in range(COUNT)]
    dialled = [str(kind.dialled + each) if isinstance(kind.dialled, int) else kind.dialled for each in range(COUNT)]
    own_rate = rate * kind.share / 100
    return Sipp(kind.scenario, "127.0.0.1", house.cell.settings.sip_port, calls=round(own_rate * seconds),
                rate=own_rate, seconds=seconds + 60, hold_milliseconds=1000, keys={"status": kind.status},
                logins=[login(own, to) for own, to in zip(numbers, dialled, strict=True)])


def weigh(house: BusyHouse, calls: int) -> Weight:
    process = psutil.Process(house.cell.boot.process.pid)
    return Weight(calls, process.memory_info().rss / 2 ** 20, process.num_fds(), process.num_threads())


def slope(weights: list[Weight]) -> float:
    """MiB for each 10,000 calls more, by least squares."""
    calls = sum(each.calls for each in weights) / len(weights)
    mib = sum(each.mib for each in weights) / len(weights)
    across = sum((each.calls - calls) ** 2 for each in weights)
    return 10_000 * sum((each.calls - calls) * (each.mib - mib) for each in weights) / across


def live_through(house: BusyHouse, rate: float, seconds: float) -> list[Weight]:
    """Place the calls; what the engine took meanwhile, every few seconds. Every call is in the log as it was."""
    weights = []
    with people(house, seconds + 300), ExitStack() as all_of_them:
        sipps = [all_of_them.enter_context(callers(house, kind, number, rate, seconds))
                 for number, kind in enumerate(KINDS)]
        began = time.monotonic()
        while (passed := time.monotonic() - began) < seconds:
            time.sleep(min(5.0, seconds / 10))
            weights.append(weigh(house, round(rate * passed)))
        results = [sipp.wait() for sipp in sipps]
        wait_until(lambda: not house.cell.engine.observe().calls, 60, lambda: "calls are still up")
    assert [each.failed for each in results] == [0] * len(KINDS), [each.errors for each in results]
    house.wait_caught_up()
    expected: Counter[str] = Counter()
    for kind, result in zip(KINDS, results, strict=True):
        expected[kind.outcome] += result.successful
    logged = house.logged()
    assert Counter(outcome for outcome, _ in logged.values()) == expected
    assert logged == house.spooled()
    return weights


def test_calls_of_every_kind_are_one_row_each(reachable_path: Path, engine_program: EngineProgram):
    with busy_house(reachable_path, engine_program, office()) as house:
        before = weigh(house, 0)
        live_through(house, rate=25, seconds=12)
        time.sleep(2)
        after = weigh(house, 0)

    assert after.files <= before.files + 4


@pytest.mark.long
def test_twenty_minutes_at_sixty_calls_a_second_leave_nothing_behind(reachable_path: Path,
                                                                     engine_program: EngineProgram):
    with busy_house(reachable_path, engine_program, office()) as house:
        before = weigh(house, 0)
        weights = live_through(house, rate=60, seconds=1200)
        time.sleep(5)
        after = weigh(house, 72_000)

    warm = [each for each in weights if each.calls > WARM]
    print(f"before {before}, after {after}, slope {slope(warm):.2f} MiB per 10,000 calls")
    assert slope(warm) <= MOST_MIB_PER_10_000
    assert after.files <= before.files + 4
    assert max(each.threads for each in warm) <= 1.1 * min(each.threads for each in warm)
