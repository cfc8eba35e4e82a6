"""Console, worker and database are killed at random moments under calls: all calls go on, each is one row."""

import signal
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from chaos.busyhouse import BusyHouse, busy_house, calls_on, house_of
from postgresserver import PostgresServer, postgres_server
from tongdai.engine import EngineProgram
from workers import wait_until

pytestmark = [pytest.mark.wet, pytest.mark.asterisk]

PAIRS = 20
RATE = 10
VICTIMS = ("worker", "web", "database")


@pytest.fixture
def durable_server() -> Iterator[PostgresServer]:
    """A server that keeps its word when it is killed, and that is killed; its process is the house's to start."""
    with postgres_server(fsync="on") as server:
        yield server


@pytest.fixture
def house(reachable_path: Path, engine_program: EngineProgram, durable_server: PostgresServer) -> Iterator[BusyHouse]:
    with busy_house(reachable_path, engine_program, house_of(2 * PAIRS), durable_server) as house:
        house.start_web()
        yield house


def disturbed(house: BusyHouse, victims: list[str]) -> None:
    """Kill one after the other, at moments of chance, while people call; nobody notices and nothing is lost."""
    chance = Random(20261124)
    with calls_on(house, PAIRS, RATE) as load:
        load.reach(RATE)
        for victim in victims:
            time.sleep(chance.uniform(0.1, 1.5))
            house.hit(victim)
        time.sleep(1)
        result = load.finish()
        seen = load.tally()

    assert result.failed == 0, result.errors
    house.wait_caught_up()
    logged = house.logged()
    assert logged == house.spooled()
    assert len(seen.completed) == result.successful == len(logged)
    assert {outcome for outcome, _ in logged.values()} == {"answered"}


def test_a_few_kills_of_everything_lose_no_call(house: BusyHouse):
    disturbed(house, [*VICTIMS, *VICTIMS])


@pytest.mark.long
@pytest.mark.parametrize("victim", VICTIMS)
def test_a_hundred_kills_lose_no_call(house: BusyHouse, victim: str):
    disturbed(house, [victim] * 100)


def silent(house: BusyHouse, seconds: float) -> float:
    """The database is gone for so long while people call; gives how long it then took until all was read."""
    with calls_on(house, PAIRS, RATE) as load:
        load.reach(RATE)
        house.stop_database(signal.SIGQUIT)
        time.sleep(seconds)
        result = load.finish()
        assert result.failed == 0, result.errors
        house.start_database()
        took = house.wait_caught_up()
    assert house.logged() == house.spooled()
    assert result.successful == len(house.logged())
    return took


def is_silence_over(house: BusyHouse) -> bool:
    assert house.server
    question = "SELECT count(*) FROM store_incident WHERE kind = 'database_silent' AND ended IS NOT NULL"
    return int(house.server.ask(question, house.name)) > 0


@pytest.mark.parametrize("seconds", [5, pytest.param(60, marks=pytest.mark.long),
                                     pytest.param(600, marks=pytest.mark.long)])
def test_a_database_that_is_down_under_load_delays_the_log_and_nothing_else(house: BusyHouse, seconds: float):
    assert silent(house, seconds) <= 60
    wait_until(lambda: is_silence_over(house), 20, house.shop.said)
