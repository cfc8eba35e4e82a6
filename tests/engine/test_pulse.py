"""The pulse: how an engine's death is dated, whoever of ours lived to see it, and what is on the disk by then."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cells import RunningCell, cell_in
from engine.casts import both
from engine.supervisors import Supervisor
from tongdai.compiler import SPOOL
from tongdai.engine import EngineProgram, beating, pulse
from tongdai.engine.boot import Boot, record_boot
from tongdai.engine.cell import CellDirectory, prepare_cell
from tongdai.engine.clock import ClockReading
from tongdai.engine.events import CallEvent, Kind, parse_line, read_reading
from tongdai.engine.process import ProcessMark, mark_process
from tongdai.engine.pulse import Heartbeat, beat, bury_engine, read_heartbeat
from tongdai.engine.spool import prepare_spool, read_spool, spool_folder

pytestmark = pytest.mark.wet

NOW = ClockReading(1_795_600_000.0, 5000.0, "3f1c")


@pytest.fixture
def cell(reachable_path: Path) -> CellDirectory:
    """A cell in which a process that lives, this one, passes for the engine."""
    cell = CellDirectory(reachable_path / "cell")
    prepare_cell(cell)
    prepare_spool(cell)
    lives(cell, mark_process(os.getpid()))
    return cell


@pytest.fixture
def clocks(monkeypatch: pytest.MonkeyPatch) -> Callable[[ClockReading], None]:
    """Call it to set both clocks; they begin at NOW."""
    def set_to(reading: ClockReading) -> None:
        monkeypatch.setattr(pulse, "read_clocks", lambda: reading)

    set_to(NOW)
    return set_to


def lives(cell: CellDirectory, mark: ProcessMark | None, name: str = "c1first") -> None:
    assert mark
    record_boot(cell, Boot(name, mark))


def dies(cell: CellDirectory) -> None:
    lives(cell, ProcessMark(os.getpid(), 1))


def later(seconds: float) -> ClockReading:
    return replace(NOW, wall=NOW.wall + seconds, steady=NOW.steady + seconds)


def told(cell: CellDirectory) -> list[CallEvent]:
    return [event for line in read_spool(cell, "", 1000) if (event := parse_line(line.text))]


def ends(cell: CellDirectory) -> list[tuple[str, ClockReading | None]]:
    return [(event.boot, read_reading(event)) for event in told(cell) if event.kind is Kind.GONE]


def test_a_beat_notes_when_the_engine_lived(cell: CellDirectory, clocks: Callable[[ClockReading], None]) -> None:
    beat(cell)
    assert read_heartbeat(cell) == Heartbeat("c1first", NOW)

    clocks(later(1))
    beat(cell)

    assert read_heartbeat(cell) == Heartbeat("c1first", later(1))
    assert (cell.instance / pulse.FILE).stat().st_size == 128


def test_a_second_who_beats_leaves_a_fresh_note_as_it_is(cell: CellDirectory,
                                                         clocks: Callable[[ClockReading], None]) -> None:
    beat(cell)
    clocks(later(0.3))
    beat(cell)

    assert read_heartbeat(cell) == Heartbeat("c1first", NOW)


def test_nothing_is_noted_of_an_engine_that_is_dead(cell: CellDirectory) -> None:
    dies(cell)
    beat(cell)

    assert read_heartbeat(cell) is None


def test_an_engine_that_died_beside_us_ended_now(cell: CellDirectory, clocks: Callable[[ClockReading], None]) -> None:
    beat(cell)
    clocks(later(1.2))

    bury_engine(cell)

    assert ends(cell) == [("c1first", later(1.2))]


def test_an_engine_that_died_while_nobody_looked_ended_at_its_last_beat(
        cell: CellDirectory, clocks: Callable[[ClockReading], None]) -> None:
    beat(cell)
    clocks(later(3600))

    bury_engine(cell)

    assert ends(cell) == [("c1first", NOW)]


def test_an_engine_that_died_with_its_machine_ended_at_its_last_beat(
        cell: CellDirectory, clocks: Callable[[ClockReading], None]) -> None:
    beat(cell)
    clocks(ClockReading(NOW.wall + 90, NOW.steady + 1, "77aa"))

    bury_engine(cell)

    assert ends(cell) == [("c1first", NOW)]


def test_an_engine_is_buried_once(cell: CellDirectory, clocks: Callable[[ClockReading], None]) -> None:
    beat(cell)
    bury_engine(cell)
    bury_engine(cell)

    assert len(ends(cell)) == 1


def test_an_engine_that_was_never_noted_is_buried_by_its_name_alone(
        cell: CellDirectory, clocks: Callable[[ClockReading], None]) -> None:
    bury_engine(cell)
    assert ends(cell) == []

    bury_engine(cell, "c1brief")

    assert ends(cell) == [("c1brief", NOW)]


@pytest.mark.parametrize("text", ["", "c1first", "c1first 1 2 3\n", "../x 1.000 2.000 3f1c\n", "\x00" * 128, "é\n"])
def test_a_note_that_cannot_be_read_is_none(cell: CellDirectory, text: str) -> None:
    (cell.instance / pulse.FILE).write_text(text)

    assert read_heartbeat(cell) is None


def test_a_beat_puts_the_lines_on_the_disk(cell: CellDirectory, monkeypatch: pytest.MonkeyPatch) -> None:
    (spool_folder(cell) / SPOOL).write_text("one\n")
    on_disk: list[str] = []
    monkeypatch.setattr(os, "fdatasync", lambda file: on_disk.append(Path(f"/proc/self/fd/{file}").readlink().name))

    beat(cell)

    assert SPOOL in on_disk


def test_a_pulse_goes_on_over_trouble_until_it_is_told_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulse, "BEAT_SECONDS", 0.01)
    beats: list[float] = []

    def once() -> None:
        beats.append(time.monotonic())
        raise OSError("the disk")

    with beating(once):
        time.sleep(0.2)
    count = len(beats)
    time.sleep(0.05)

    assert count > 2
    assert len(beats) == count


@pytest.fixture
def supervised(reachable_path: Path, engine_program: EngineProgram) -> Iterator[RunningCell]:
    with cell_in(reachable_path, engine_program) as running:
        running.publish(both())
        yield running


@pytest.mark.asterisk
def test_an_engine_and_its_supervisor_that_die_together_are_dated_to_a_second(supervised: RunningCell) -> None:
    with Supervisor.start(supervised) as first:
        first.hear("serves SIP")
        name = supervised.boot.name
        time.sleep(2.5)
        os.kill(supervised.boot.process.pid, signal.SIGKILL)
        first.kill()
        died = time.time()
    time.sleep(4)

    with Supervisor.start(supervised) as second:
        second.hear("serves SIP")
        [(boot, clocks)] = ends(supervised.cell)

    assert boot == name
    assert clocks
    assert clocks.wall == pytest.approx(died, abs=1.5)


@pytest.mark.asterisk
def test_the_end_of_an_engine_stands_before_the_watch_of_the_next_supervisor_begins(supervised: RunningCell) -> None:
    """A steady clock that began anew must not date what the last one saw."""
    with Supervisor.start(supervised) as first:
        first.hear("serves SIP")
        time.sleep(1.5)
        os.kill(supervised.boot.process.pid, signal.SIGKILL)
        first.kill()

    with Supervisor.start(supervised) as second:
        second.hear("serves SIP")
        kinds = [event.kind for event in told(supervised.cell)]

    assert kinds == [Kind.CLOCK, Kind.BOOT, Kind.GONE, Kind.CLOCK, Kind.BOOT]


@pytest.mark.asterisk
def test_an_ordered_stop_is_told_too(supervised: RunningCell) -> None:
    with Supervisor.start(supervised) as supervisor:
        supervisor.hear("serves SIP")
        supervisor.stop()

    assert [event.kind for event in told(supervised.cell)] == [Kind.CLOCK, Kind.BOOT, Kind.GONE]
