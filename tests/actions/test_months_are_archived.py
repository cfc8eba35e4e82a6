"""Every month that is over becomes a file that explains itself; rows leave the log only for what stands in one."""

import gzip
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from housecalls import a_call
from testhouse import CAROL, HOA, NOON, House
from tongdai.actions.archive import ArchiveError, archive_months, list_months, open_month
from tongdai.actions.context import NotFound, Refused
from tongdai.actions.packages import update_package
from tongdai.actions.tenants import delete_tenant
from tongdai.domain.recording import CallRecording, RecordedPart
from tongdai.store import models, month_file
from tongdai.store.calls import write_calls
from tongdai.store.month_file import FIELDS, MonthFileError, read_month
from tongdai.store.reads import key_of
from tongdai.store.tenancy import everywhere

pytestmark = pytest.mark.wet
OCTOBER = datetime(2026, 10, 5, 8, tzinfo=UTC)


def sen() -> str:
    return key_of("sen") or ""


def log(*moments: datetime, key: str = "", name: str = "c", **fields: Any) -> None:
    """Calls that began at these moments."""
    write_calls([a_call(key or sen(), f"{name}.{number}", started=each, **fields)
                 for number, each in enumerate(moments)])


def lines(house: House, month: str, key: str = "") -> list[dict[str, Any]]:
    """The lines of a month's file."""
    with gzip.open(file_of(house, month, key), "rt", encoding="utf-8") as text:
        return [json.loads(line) for line in text]


def file_of(house: House, month: str, key: str = "") -> Path:
    return house.settings.data / "archive" / (key or sen()) / f"calls-{month}.jsonl.gz"


def let_october_go(house: House) -> None:
    """One month is kept besides the present one, which is December now."""
    house.clock = lambda: datetime(2026, 12, 10, tzinfo=UTC)
    update_package(house.operator, "standard", {"log_months": 1})


def logged() -> list[str]:
    with everywhere():
        return sorted(models.Call.objects.values_list("id", flat=True))


def test_a_month_that_is_over_becomes_a_file_that_explains_itself(house: House):
    log(OCTOBER, OCTOBER + timedelta(days=2), NOON)
    recorded = CallRecording(channel="l1", number="101", parts=(RecordedPart("p.raw", 0.0, 9.0),))
    log(OCTOBER + timedelta(days=1), name="r", recordings=(recorded,), caller="máy ÿ")

    assert archive_months(house.operator) == 1

    head, *calls, end = lines(house, "2026-10")
    assert (head["format"], head["month"], head["tenant"]) == ("tongdai calls of one month", "2026-10", sen())
    assert [each["id"] for each in calls] == ["c.0", "r.0", "c.1"]
    assert calls[1]["caller"] == "máy ÿ"
    assert calls[1]["recordings"] == list(models.Recording._base_manager.values_list("id", flat=True))
    assert all(each.keys() == FIELDS.keys() == head["fields"].keys() for each in calls)
    assert end["end"]["calls"] == 3


def test_what_is_known_of_the_file_is_true(house: House):
    log(OCTOBER)
    archive_months(house.operator)

    [month] = list_months(house.ask(HOA))
    opened = open_month(house.ask(HOA), None, "2026-10")

    content = b"".join(opened.chunks)
    assert (month.month, month.calls, month.size, month.fresh) == ("2026-10", 1, len(content), True)
    assert content == file_of(house, "2026-10").read_bytes()
    assert opened.name == "sen-calls-2026-10.jsonl.gz"


def test_a_second_time_there_is_nothing_to_do(house: House):
    log(OCTOBER)
    archive_months(house.operator)
    written = file_of(house, "2026-10").stat()

    assert archive_months(house.operator) == 0
    assert file_of(house, "2026-10").stat().st_mtime_ns == written.st_mtime_ns


def test_a_month_is_left_alone_until_it_is_over_for_a_day(house: House):
    log(OCTOBER, datetime(2026, 11, 1, tzinfo=UTC))
    house.clock = lambda: datetime(2026, 11, 1, 23, tzinfo=UTC)
    assert archive_months(house.operator) == 0

    house.clock = lambda: datetime(2026, 11, 2, 1, tzinfo=UTC)
    assert archive_months(house.operator) == 1
    assert [each.month for each in list_months(house.ask(HOA))] == ["2026-10"]


def test_a_call_that_comes_late_has_its_month_written_anew(house: House):
    log(OCTOBER)
    archive_months(house.operator)
    log(OCTOBER + timedelta(hours=1), name="late")
    assert [each.fresh for each in list_months(house.ask(HOA))] == [False]

    assert archive_months(house.operator) == 1

    assert [each["id"] for each in lines(house, "2026-10")[1:-1]] == ["c.0", "late.0"]
    assert [(each.calls, each.fresh) for each in list_months(house.ask(HOA))] == [(2, True)]


def test_a_call_that_comes_while_a_month_is_written_is_not_forgotten(house: House, monkeypatch: pytest.MonkeyPatch):
    def meanwhile(file: Path, header: dict[str, str], found: Any) -> Any:
        written = write(file, header, found)
        log(OCTOBER, name="late")
        return written

    write = month_file.write_month
    log(OCTOBER + timedelta(days=1))
    monkeypatch.setattr("tongdai.actions.archive.write_month", meanwhile)
    archive_months(house.operator)
    monkeypatch.undo()

    assert [each.fresh for each in list_months(house.ask(HOA))] == [False]
    assert archive_months(house.operator) == 1
    assert [each["id"] for each in lines(house, "2026-10")[1:-1]] == ["late.0", "c.0"]


def test_rows_leave_when_the_package_says_so_and_stay_in_the_file(house: House):
    log(OCTOBER, OCTOBER + timedelta(seconds=1), NOON)
    log(datetime(2026, 9, 3, tzinfo=UTC), name="september")
    update_package(house.operator, "standard", {"log_months": 2})

    archive_months(house.operator)
    assert logged() == ["c.0", "c.1", "c.2", "september.0"], "both are of the last two months"

    update_package(house.operator, "standard", {"log_months": 1})
    archive_months(house.operator)
    assert logged() == ["c.0", "c.1", "c.2"]
    let_october_go(house)
    archive_months(house.operator)
    assert logged() == ["c.2"]
    assert [each["id"] for each in lines(house, "2026-10")[1:-1]] == ["c.0", "c.1"]


def test_a_late_call_of_a_month_whose_rows_have_left_joins_them_in_the_file(house: House):
    let_october_go(house)
    log(OCTOBER)
    archive_months(house.operator)
    log(OCTOBER - timedelta(hours=1), name="late")

    archive_months(house.operator)

    assert [each["id"] for each in lines(house, "2026-10")[1:-1]] == ["late.0", "c.0"]
    assert logged() == []


@pytest.mark.parametrize("damage", [lambda file: file.unlink(), lambda file: file.write_bytes(file.read_bytes()[:-9]),
                                    lambda file: file.write_bytes(b"x" + file.read_bytes()[1:])],
                         ids=["missing", "cut off", "changed"])
def test_without_a_file_that_is_whole_no_row_leaves(house: House, damage: Any):
    log(OCTOBER)
    archive_months(house.operator)
    damage(file_of(house, "2026-10"))
    let_october_go(house)

    with pytest.raises(ArchiveError, match="2026-10"):
        archive_months(house.operator)

    assert logged() == ["c.0"]


def test_a_file_that_does_not_say_what_the_log_says_is_thrown_away(house: House, monkeypatch: pytest.MonkeyPatch):
    log(OCTOBER)
    monkeypatch.setattr(month_file, "read_month", lambda _file: iter(()))

    with pytest.raises(ArchiveError, match="thrown away"):
        archive_months(house.operator)

    assert list(file_of(house, "2026-10").parent.iterdir()) == []
    assert list_months(house.ask(HOA)) == ()


def test_a_full_disk_leaves_the_log_as_it_was_and_the_next_tenant_its_turn(house: House,
                                                                           monkeypatch: pytest.MonkeyPatch):
    log(OCTOBER)
    log(OCTOBER, key=key_of("tre") or "", name="tre")
    first = min(sen(), key_of("tre") or "")

    def fill(descriptor: int) -> None:
        monkeypatch.setattr(os, "fsync", sync)
        raise OSError(28, "No space left on device")

    sync = os.fsync
    monkeypatch.setattr(os, "fsync", fill)
    with pytest.raises(ArchiveError, match=f"2026-10 of {first}: .*No space left"):
        archive_months(house.operator)

    assert len(logged()) == 2
    assert archive_months(house.operator) == 1


def test_a_month_that_was_killed_between_file_and_row_is_written_again(house: House, monkeypatch: pytest.MonkeyPatch):
    log(OCTOBER)
    monkeypatch.setattr("tongdai.actions.archive.record_month", killed)
    with pytest.raises(KeyboardInterrupt):
        archive_months(house.operator)
    monkeypatch.undo()
    assert list_months(house.ask(HOA)) == ()

    assert archive_months(house.operator) == 1
    assert [each.calls for each in list_months(house.ask(HOA))] == [1]


def killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_the_calls_of_a_tenant_that_is_gone_are_archived_too(house: House):
    key = sen()
    log(OCTOBER)
    delete_tenant(house.operator, "sen")

    assert archive_months(house.operator) == 1
    assert [each.calls for each in list_months(house.operator, "sen")] == [1]
    assert file_of(house, "2026-10", key).exists()
    assert logged() == ["c.0"]


def test_carol_sees_no_month_of_sen(house: House):
    log(OCTOBER)
    archive_months(house.operator)

    assert list_months(house.ask(CAROL)) == ()
    with pytest.raises(NotFound) as foreign:
        open_month(house.ask(CAROL), None, "2026-10")
    with pytest.raises(NotFound) as never:
        open_month(house.ask(CAROL), None, "../../../etc/passwd")
    assert str(foreign.value) == str(never.value)


def test_a_file_that_somebody_took_away_is_one_sentence(house: House):
    log(OCTOBER)
    archive_months(house.operator)
    file_of(house, "2026-10").unlink()

    with pytest.raises(Refused, match="cannot be read"):
        open_month(house.ask(HOA), None, "2026-10")


@pytest.mark.parametrize("content", [b"", b"text", gzip.compress(b"{}\n"), gzip.compress(b"[1]\n"),
                                     gzip.compress(b'{"format": "tongdai calls of one month", "version": 1}\n')])
def test_what_is_no_archive_is_said(tmp_path: Path, content: bytes):
    file = tmp_path / "calls.gz"
    file.write_bytes(content)

    with pytest.raises(MonthFileError, match=r"damaged|no archive"):
        list(read_month(file))


def test_many_calls_need_little_memory(house: House):
    log(*(OCTOBER + timedelta(seconds=number // 3) for number in range(1_203)))

    archive_months(house.operator)

    found = [each.id for each in read_month(file_of(house, "2026-10"))]
    assert sorted(found) == logged()
    assert found == sorted(found, key=lambda each: (int(each[2:]) // 3, each))
