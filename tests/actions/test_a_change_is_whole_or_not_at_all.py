"""Whatever fails, the database and the engine stand where they stood, and one sentence says what to do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import pytest
from django.db import connection

from testhouse import OPERATOR, House, empty_house, furnish
from tongdai.actions.context import Context, Refused
from tongdai.actions.extensions import ExtensionDraft, create_extension, list_extensions, update_extension
from tongdai.actions.publish import publish, recover
from tongdai.actions.turn import one_at_a_time
from tongdai.compiler import Build
from tongdai.domain.finding import Finding, Where
from tongdai.domain.message import say
from tongdai.engine import AsteriskEngine, EngineError, hold
from tongdai.engine.fake import FakeEngine
from tongdai.settings import Settings
from tongdai.store.reads import read_ledger
from tongdai.store.trouble import explain

pytestmark = pytest.mark.wet
LAN = ExtensionDraft(number="103", name="Lan")


@pytest.fixture
def house(tmp_path: Path, transactional_db: None) -> House:
    """Sen and Tre, in a database whose transactions are real ones."""
    return furnish(empty_house(tmp_path))


def state(house: House) -> object:
    """All that is written down, and what the engine stands on."""
    return read_ledger("c1", house.operator.seal), house.engine.deployed()


@dataclass
class Spoiler(FakeEngine):
    """An engine during whose switch something happens to the database that makes the commit fail."""

    def deploy(self, build: Build, releases: Mapping[str, int]) -> None:
        """Switch, and leave a row behind that belongs to a tenant who is not there."""
        super().deploy(build, releases)
        if not connection.in_atomic_block:
            return
        with connection.cursor() as cursor:
            cursor.execute("UPDATE store_extension SET tenant_id = 'nobody' WHERE number = '102'")


def test_an_engine_is_switched_back_when_the_commit_fails(house: House):
    before = state(house)
    engine = Spoiler()
    engine.builds, engine._deployed = house.engine.builds, house.engine.deployed()

    with pytest.raises(Refused, match="nothing was changed"):
        create_extension(Context(OPERATOR, engine, house.settings, house.clock), "sen", LAN)

    assert engine.deployed() == before[1]
    assert read_ledger("c1", house.operator.seal) == before[0]


def test_a_build_that_is_not_proved_changes_nothing(house: House):
    before = state(house)
    house.engine.faults = (Finding("E_PROOF_BOOT", Where("sen"), say("It does not start."), say("Mend it.")),)

    with pytest.raises(Refused) as caught:
        create_extension(house.operator, "sen", LAN)

    assert [each.code for each in caught.value.findings] == ["E_PROOF_BOOT"]
    assert state(house) == before


@pytest.mark.sqlite
def test_a_full_disk_is_one_sentence_and_changes_nothing(house: House):
    def fill(house: House) -> None:
        for number in range(200, 205):
            states.append(state(house))
            create_extension(house.operator, "sen", ExtensionDraft(number=str(number), name="N" * 60))

    states: list[object] = []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
    try:
        with pytest.raises(Refused, match=r"^The disk is full, .* free some space and try again\.$"):
            fill(house)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1073741823")

    assert state(house) == states[-1]


def test_a_missing_engine_is_one_sentence_that_tells_how_to_get_it(house: House, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", "/nonexistent")
    before = state(house)
    settings = Settings(data=house.settings.data / "elsewhere")
    bare = Context(OPERATOR, AsteriskEngine(settings), house.settings, house.clock)

    with pytest.raises(Refused, match="tongdai engine install"):
        create_extension(bare, "sen", LAN)

    assert state(house) == before


def test_publishers_wait_for_each_other_and_not_for_ever(house: House):
    with one_at_a_time(house.settings.data), pytest.raises(EngineError, match="Try again in a moment"), \
            one_at_a_time(house.settings.data, patience=0.1):
        pass


def test_changes_at_the_same_time_are_all_made_one_after_the_other(house: House):
    def create(number: int) -> None:
        try:
            create_extension(house.operator, "sen", ExtensionDraft(number=str(number), name="N"))
        finally:
            connection.close()

    threads = [Thread(target=create, args=(number,)) for number in range(200, 206)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)

    assert list_extensions(house.operator, "sen").total == 8
    key = read_ledger("c1", house.operator.seal).books.houses["sen"].tenant.key
    assert house.engine.deployed().releases[key] == 3 + 6


def test_a_change_that_somebody_overtook_is_refused(house: House):
    class Overtaking(FakeEngine):
        def prove(self, build: Build):
            with connection.cursor() as cursor:
                cursor.execute("UPDATE store_cell SET revision = revision + 1")
            return super().prove(build)

    with pytest.raises(Refused, match=r"^Somebody else changed this at the same moment"):
        create_extension(Context(OPERATOR, Overtaking(), house.settings, house.clock), "sen", LAN)

    assert list_extensions(house.operator, "sen").total == 2


def test_an_engine_that_stands_elsewhere_is_brought_back(house: House):
    stands = house.engine.deployed()
    house.engine._deployed = None

    assert recover(house.operator)

    assert house.engine.deployed() == stands
    assert not recover(house.operator)
    assert not publish(house.operator).redeployed


@pytest.mark.parametrize("why", ["x" * 501, "two\nlines", "\x00"])
def test_a_reason_is_one_line_of_bounded_length(house: House, why: str):
    with pytest.raises(Refused, match="on one line"):
        update_extension(house.operator, "sen", "101", {"name": "B"}, why)


@pytest.mark.parametrize(("said", "told"), [
    ("database or disk is full", "free some space"), ("database is locked", "try again in a moment"),
    ("no such table: store_tenant", "tongdai run"), ("attempt to write a readonly database", "as the user"),
    ("unable to open database file", "data directory exists"), ("file is not a database", "last backup"),
    ("something unheard of", "something unheard of"), ("deadlock detected", "try again in a moment"),
    ("canceling statement due to lock timeout", "try again in a moment"),
    ("could not extend file: No space left on device", "free some space"),
    ("relation does not exist: UndefinedTable no such table", "tongdai run"),
    ('FATAL:  no pg_hba.conf entry for host "192.0.2.1"', "pg_hba.conf"),
    ("PostgreSQL 14 or later is required (found 13.4).", "14 or newer"),
    ("permission denied for schema public", "owner of the database"),
    ("server closed the connection unexpectedly", "cannot be reached")])
def test_what_a_database_says_becomes_a_sentence(said: str, told: str):
    assert told in str(explain(Exception(said)))


@pytest.fixture(autouse=True)
def _no_lock_is_left(house: House) -> Iterator[None]:
    yield
    with hold(house.settings.data / "run" / "publish.lock", 0.1):
        pass
