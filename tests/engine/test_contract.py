"""The real engine and the one that only remembers keep the same promises."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cells import cell_in, cell_on
from engine.casts import SEN, TRE, both
from engine.poisons import change
from tongdai.compiler import Build, compile_snapshot
from tongdai.domain.observation import EngineState
from tongdai.engine import Deployed, Engine, EngineError, EngineProgram
from tongdai.engine.cell import prepare_cell
from tongdai.engine.fake import FakeEngine
from tongdai.engine.recorded import sweep_silence
from tongdai.engine.spool import prepare_spool, spool_folder

pytestmark = [pytest.mark.wet, pytest.mark.asterisk]

SECONDS_TO_DISK = 1.5
"""Asterisk writes its database a second after a change at the latest (main/db.c, db_sync_thread, 22.10.1)."""
RELEASES = {SEN: 3, TRE: 1}
Append = Callable[[str], None]


@pytest.fixture(params=["fake", "asterisk"])
def both_kinds(request: pytest.FixtureRequest, reachable_path: Path, engine_program: EngineProgram,
               ) -> Iterator[tuple[Engine, Append]]:
    """An engine on which nothing was deployed yet, and a hand that writes a call event."""
    if request.param == "fake":
        fake = FakeEngine(monitor=reachable_path)
        yield fake, fake.lines.append
        return
    with cell_in(reachable_path, engine_program) as cell:
        prepare_cell(cell.cell)
        prepare_spool(cell.cell)
        yield cell.engine, lambda line: _append(spool_folder(cell.cell) / "calls.tsv", line)


def _append(path: Path, line: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")


@pytest.fixture
def engine(both_kinds: tuple[Engine, Append]) -> Engine:
    return both_kinds[0]


@pytest.fixture
def append(both_kinds: tuple[Engine, Append]) -> Append:
    return both_kinds[1]


@pytest.fixture(scope="module")
def build() -> Build:
    return compile_snapshot(both())


def test_nothing_is_deployed_at_first(engine: Engine) -> None:
    assert engine.deployed() is None


def test_a_sound_build_is_proved(engine: Engine, build: Build) -> None:
    proof = engine.prove(build)

    assert proof.findings == ()
    assert proof.seconds >= 0


def test_what_was_deployed_is_told_with_its_releases(engine: Engine, build: Build) -> None:
    engine.prove(build)

    engine.deploy(build, RELEASES)

    assert engine.deployed() == Deployed(build.digest, RELEASES)


def test_deploying_twice_is_deploying_once(engine: Engine, build: Build) -> None:
    engine.deploy(build, RELEASES)
    engine.deploy(build, RELEASES)

    assert engine.deployed() == Deployed(build.digest, RELEASES)


def test_the_releases_that_were_given_are_a_copy(engine: Engine, build: Build) -> None:
    releases = dict(RELEASES)
    engine.deploy(build, releases)

    releases[SEN] = 99

    assert engine.deployed() == Deployed(build.digest, RELEASES)


def test_an_observation_is_always_an_answer(engine: Engine) -> None:
    observation = engine.observe()

    assert observation.state in EngineState
    assert observation.calls == ()


def test_a_call_that_is_not_up_is_not_ended(engine: Engine) -> None:
    assert engine.hang_up("nobody") is False


def test_events_come_in_order_after_a_position_and_no_more_than_asked(engine: Engine, append: Append) -> None:
    for line in ("one", "two", "three"):
        append(line)

    first, second = engine.spool("", 2)

    assert [first.text, second.text] == ["one", "two"]
    assert [line.text for line in engine.spool(second.position, 10)] == ["three"]
    assert [line.text for line in engine.spool(first.position, 10)] == ["two", "three"]


def test_asking_again_gives_the_same_until_the_position_moves(engine: Engine, append: Append) -> None:
    append("one")

    assert list(engine.spool("", 10)) == list(engine.spool("", 10))


def test_forgetting_what_was_folded_keeps_what_was_not(engine: Engine, append: Append) -> None:
    append("one")
    [line] = engine.spool("", 10)
    append("two")

    engine.forget(line.position)

    assert [line.text for line in engine.spool(line.position, 10)] == ["two"]


def test_a_nonsense_position_begins_at_the_oldest_event(engine: Engine, append: Append) -> None:
    append("one")

    assert [line.text for line in engine.spool("nonsense", 10)] == ["one"]


def test_a_build_that_reading_back_refuses_is_proved_and_deployed_by_neither(engine: Engine, build: Build) -> None:
    poisoned = change(f"extensions/{SEN}.conf", f"[{SEN}]\n", f"[{SEN}]\nexten => 199,1,System(id)\n")(build)

    assert engine.prove(poisoned).findings
    with pytest.raises(EngineError):
        engine.deploy(poisoned, RELEASES)

    assert engine.deployed() is None


def test_tenants_that_are_not_recorded_any_more_are_told_and_taken_back(engine: Engine) -> None:
    engine.stop_recording(frozenset({SEN, TRE}))
    engine.stop_recording(frozenset({SEN, TRE}))
    assert engine.stopped_recording() == {SEN, TRE}

    engine.stop_recording(frozenset({TRE}))

    assert engine.stopped_recording() == {TRE}


@pytest.mark.parametrize("file", ["", "x.wav", "../x.raw", "a/b.raw", ".raw", "A.raw", "x.raw\n", "x" * 200 + ".raw"])
def test_a_file_that_no_engine_of_ours_names_is_no_part_of_a_recording(engine: Engine, file: str) -> None:
    with pytest.raises(EngineError):
        engine.recorded_part(SEN, file)


@pytest.mark.parametrize("key", ["", "..", "a/b", "sen\nx", "SEN"])
def test_what_is_no_key_is_nobodys_recording(engine: Engine, key: str) -> None:
    with pytest.raises(EngineError):
        engine.discard_part(key, "x.raw")
    with pytest.raises(EngineError):
        engine.stop_recording(frozenset({key}))


def test_discarding_a_part_twice_is_discarding_it_once(engine: Engine) -> None:
    path = engine.recorded_part(SEN, "c1abc-1764000000.7.1.raw")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\0\0\0\0")

    engine.discard_part(SEN, path.name)
    engine.discard_part(SEN, path.name)

    assert not path.exists()


def test_a_running_engine_is_told_and_remembers_it_when_it_starts_again(
        reachable_path: Path, engine_program: EngineProgram) -> None:
    with cell_on(both(), reachable_path, engine_program) as cell:
        cell.engine.stop_recording(frozenset({SEN}))
        assert cell.engine.stopped_recording() == {SEN}
        time.sleep(SECONDS_TO_DISK)

        cell.kill()
        assert cell.engine.stopped_recording() == {SEN}
        cell.start()

        assert cell.engine.stopped_recording() == {SEN}
        cell.engine.stop_recording(frozenset())
        assert cell.engine.stopped_recording() == frozenset()


def test_parts_without_a_sample_are_swept_once_nobody_can_answer_any_more(reachable_path: Path,
                                                                         engine_program: EngineProgram) -> None:
    with cell_in(reachable_path, engine_program) as cell:
        prepare_cell(cell.cell)
        empty, young, said = (cell.engine.recorded_part(SEN, f"c1-{name}.1.raw") for name in "abc")
        empty.parent.mkdir()
        for path in (empty, young):
            path.touch()
        said.write_bytes(b"\0\0\0\0")
        now = time.time()
        os.utime(empty, (now - 7200, now - 7200))
        os.utime(said, (now - 7200, now - 7200))

        sweep_silence(cell.cell, now)

        assert [each.exists() for each in (empty, young, said)] == [False, True, True]
