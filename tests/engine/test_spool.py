"""The spool: every line once, in order, across rotations, deaths and torn ends."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cells import RunningCell
from engine.calling import answering, call
from engine.casts import both
from tongdai.compiler import SPOOL
from tongdai.engine.cell import CellDirectory
from tongdai.engine.events import lost_line
from tongdai.engine.port import SpoolLine
from tongdai.engine.spool import (
    LONGEST_LINE,
    forget_spool,
    prepare_spool,
    read_spool,
    seal_spool,
    spool_folder,
)

pytestmark = pytest.mark.wet


@pytest.fixture
def cell(tmp_path: Path) -> CellDirectory:
    return new_cell(tmp_path)


def new_cell(path: Path) -> CellDirectory:
    cell = CellDirectory(path)
    for folder in (cell.spool, cell.log):
        folder.mkdir()
    prepare_spool(cell)
    return cell


def append(cell: CellDirectory, text: str) -> None:
    """As the engine does: open, append, close."""
    with (spool_folder(cell) / SPOOL).open("a", encoding="utf-8") as file:
        file.write(text)


def texts(lines: list[SpoolLine]) -> list[str]:
    return [line.text for line in lines]


def read(cell: CellDirectory, position: str = "", most: int = 1000) -> list[SpoolLine]:
    return list(read_spool(cell, position, most))


def test_lines_come_in_order_and_go_on_after_a_position(cell: CellDirectory) -> None:
    append(cell, "one\ntwo\n")
    [first, second] = read(cell)
    append(cell, "three\n")

    assert texts([first, second]) == ["one", "two"]
    assert texts(read(cell, second.position)) == ["three"]
    assert texts(read(cell, first.position)) == ["two", "three"]


def test_a_line_without_an_end_waits(cell: CellDirectory) -> None:
    append(cell, "one\ntw")
    [line] = read(cell)
    assert read(cell, line.position) == []

    append(cell, "o\n")

    assert texts(read(cell, line.position)) == ["two"]


def test_a_torn_last_line_of_a_dead_engine_does_not_mix_with_the_next_ones(cell: CellDirectory) -> None:
    append(cell, "one\ntor")
    seal_spool(cell)
    append(cell, "two\n")

    assert texts(read(cell)) == ["one", "two"]


def test_a_sealed_file_is_left_only_when_a_line_stands_in_the_next(cell: CellDirectory) -> None:
    append(cell, "one\n")
    seal_spool(cell)
    [line] = read(cell)
    sealed = next(path for path in spool_folder(cell).iterdir())
    with sealed.open("a") as late:
        late.write("late\n")
    append(cell, "two\n")

    assert texts(read(cell, line.position)) == ["late", "two"]


def test_at_most_so_many_are_given(cell: CellDirectory) -> None:
    append(cell, "".join(f"{number}\n" for number in range(10)))
    seal_spool(cell)
    append(cell, "10\n")

    lines = read(cell, most=4)
    lines += read(cell, lines[-1].position, most=4)
    lines += read(cell, lines[-1].position, most=4)

    assert texts(lines) == [str(number) for number in range(11)]
    assert read(cell, most=0) == []


def test_what_was_folded_long_ago_is_deleted_and_numbers_go_on(cell: CellDirectory,
                                                              monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tongdai.engine.spool.KEEP_SECONDS", 0.0)
    position = ""
    for number in range(5):
        append(cell, f"{number}\n")
        seal_spool(cell)
        position = read(cell, position)[-1].position
        forget_spool(cell, position)
    append(cell, "last\n")

    assert texts(read(cell, position)) == ["last"]
    assert len(list(spool_folder(cell).iterdir())) <= 3


def fold_five(cell: CellDirectory) -> str:
    """Five files of one line each, folded to the last; the position behind."""
    for number in range(5):
        append(cell, f"{number}\n")
        seal_spool(cell)
    return read(cell)[-1].position


def test_what_was_folded_is_kept_for_a_database_that_is_put_back(cell: CellDirectory) -> None:
    forget_spool(cell, fold_five(cell))

    assert texts(read(cell)) == ["0", "1", "2", "3", "4"]


def test_what_is_kept_has_a_bound(cell: CellDirectory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tongdai.engine.spool.KEEP_BYTES", 4)

    forget_spool(cell, fold_five(cell))

    assert texts(read(cell)) == ["2", "3", "4"]


def test_on_a_small_disk_less_is_kept(cell: CellDirectory) -> None:
    forget_spool(cell, fold_five(cell), 4)

    assert texts(read(cell)) == ["2", "3", "4"]


def test_a_position_whose_lines_are_gone_is_told_so_once(cell: CellDirectory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tongdai.engine.spool.KEEP_SECONDS", 0.0)
    append(cell, "first\n")
    [old] = read(cell)
    seal_spool(cell)
    forget_spool(cell, fold_five(cell))

    lost, *rest = read(cell, old.position)

    assert lost.text == lost_line()
    assert texts(read(cell, lost.position)) == texts(rest) == ["4"]


def test_a_file_that_became_shorter_is_read_anew(cell: CellDirectory) -> None:
    append(cell, "one\ntwo\nthree\n")
    position = read(cell)[-1].position
    (spool_folder(cell) / SPOOL).write_text("one\n")

    assert texts(read(cell, position)) == ["one"]


def test_a_position_within_a_line_is_none(cell: CellDirectory) -> None:
    append(cell, "one\ntwo\n")
    position = read(cell)[0].position
    (spool_folder(cell) / SPOOL).write_text("another\nfour\n")

    assert texts(read(cell, position)) == ["another", "four"]


def test_a_position_of_a_later_file_than_there_is_begins_with_the_file_in_use(cell: CellDirectory) -> None:
    append(cell, "one\n")
    position = re.sub(r":1:\d+$", ":7:4", read(cell)[0].position)

    assert texts(read(cell, position)) == ["one"]


def test_nothing_is_read_before_it_is_on_the_disk(cell: CellDirectory, monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes while the disk is asked has to wait for the next reading."""
    append(cell, "one\n")
    asked = os.fdatasync

    def slow(file: int) -> None:
        asked(file)
        append(cell, "two\n")

    monkeypatch.setattr(os, "fdatasync", slow)

    assert texts(read(cell)) == ["one"]


def test_nothing_that_was_not_folded_is_deleted(cell: CellDirectory) -> None:
    append(cell, "one\n")
    seal_spool(cell)
    append(cell, "two\n")
    seal_spool(cell)

    forget_spool(cell, "")
    forget_spool(cell, "nonsense")

    assert texts(read(cell)) == ["one", "two"]


def test_a_large_file_is_sealed_when_it_is_looked_after(cell: CellDirectory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tongdai.engine.spool.SEAL_AT", 10)
    append(cell, "a long enough line\n")
    position = read(cell)[-1].position

    forget_spool(cell, position)
    append(cell, "two\n")

    assert texts(read(cell, position)) == ["two"]
    assert texts(read(cell)) == ["a long enough line", "two"]


def test_a_position_of_another_spool_begins_at_the_oldest_line(cell: CellDirectory, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = new_cell(tmp_path / "other")
    append(other, "theirs\n")
    append(cell, "ours\n")

    assert texts(read(cell, read(other)[-1].position)) == ["ours"]


@pytest.mark.parametrize("position", ["", "x", "1:1", "../../etc/passwd", "0" * 16 + ":1:0", "9" * 5000])
def test_a_position_that_is_none_begins_at_the_oldest_line(cell: CellDirectory, position: str) -> None:
    append(cell, "one\n")

    assert texts(read(cell, position)) == ["one"]


def test_a_line_too_long_to_be_an_event_is_passed(cell: CellDirectory) -> None:
    append(cell, "one\n" + "x" * (3 * LONGEST_LINE) + "\ntwo\n")

    assert texts(read(cell)) == ["one", "two"]


def test_bytes_that_are_no_text_are_still_a_line(cell: CellDirectory) -> None:
    (spool_folder(cell) / SPOOL).write_bytes(b"a\xff\xfeb\nc\n")

    assert texts(read(cell)) == ["a\ufffd\ufffdb", "c"]


def test_an_empty_spool_is_empty(cell: CellDirectory, tmp_path: Path) -> None:
    assert read(cell) == []
    assert read(CellDirectory(tmp_path / "nowhere")) == []
    forget_spool(CellDirectory(tmp_path / "nowhere"), "")


STEPS = st.lists(st.sampled_from(["write", "tear", "seal", "read", "forget"]), max_size=40)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(steps=STEPS)
def test_whatever_happens_in_whatever_order_every_line_is_read_once(tmp_path_factory: pytest.TempPathFactory,
                                                                   steps: list[str]) -> None:
    cell = new_cell(tmp_path_factory.mktemp("spool"))
    written, got, position, torn = [], [], "", False

    for step in [*steps, "seal", "write", "read"]:
        if step == "write" and not torn:
            written.append(f"line {len(written)}")
            append(cell, f"{written[-1]}\n")
        elif step == "tear" and not torn:
            append(cell, "tor")
            torn = True
        elif step == "seal":
            seal_spool(cell)
            torn = False
        elif step == "read":
            while lines := read(cell, position, most=3):
                got += texts(lines)
                position = lines[-1].position
        elif step == "forget":
            forget_spool(cell, position)

    assert got == written


@pytest.mark.asterisk
def test_the_engine_begins_a_new_file_after_each_seal_and_loses_nothing(
        running_cell: Callable[..., RunningCell]) -> None:
    cell = running_cell(both())
    position, events = "", []

    with answering(cell, 12):
        for _ in range(3):
            assert call(cell, 4).successful == 4
            seal_spool(cell.cell)
            for line in cell.engine.spool(position, 1000):
                events.append(line.text)
                position = line.position
            cell.engine.forget(position)
    cell.kill()
    cell.start()
    events += [line.text for line in cell.engine.spool(position, 1000)]

    started = [event for event in events if event.startswith("CHAN_START\t")]
    ended = [event for event in events if event.startswith("HANGUP\t")]
    assert len(started) == len(ended) == 24
    assert len(set(events)) == len(events)
