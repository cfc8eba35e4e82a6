"""Whichever way an index is used, the answer is what looking at every call one by one gives."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from housecalls import a_call
from testhouse import NOON, House
from tongdai.domain.call import Call, Direction, Outcome
from tongdai.domain.quality import OneWay
from tongdai.store import call_rows
from tongdai.store.call_rows import SORTS, Bound, CallFilter, Count, count_call_rows, read_call_rows
from tongdai.store.calls import write_calls
from tongdai.store.reads import key_of

pytestmark = pytest.mark.wet
CALLS = 120
NUMBERS = ("101", "102", "1020", "0901234567", "0901", "+84900", "", "ÿ", "máy", "*97")
PAGE = 7
FILTERS = [
    CallFilter(), CallFilter(number="102"), CallFilter(text="10"), CallFilter(text="0901"), CallFilter(text="m"),
    CallFilter(text="9"), CallFilter(caller="101"), CallFilter(dialled="0901", outcome=Outcome.BUSY),
    CallFilter(extension="101"), CallFilter(extension="101", number="102"), CallFilter(extension="101", text="09"),
    CallFilter(number="101", text="1"), CallFilter(outcome=Outcome.ANSWERED), CallFilter(direction=Direction.INBOUND),
    CallFilter(mos_below=3.6), CallFilter(mos_below=4.2), CallFilter(mos_below=1.5, number="101"),
    CallFilter(one_way=OneWay.CALLED), CallFilter(recorded=False), CallFilter(recorded=True),
    CallFilter(since=NOON + timedelta(minutes=10), until=NOON + timedelta(minutes=30)),
    CallFilter(since=NOON + timedelta(minutes=10), text="1", outcome=Outcome.BUSY)]


@pytest.fixture
def calls(house: House) -> list[Call]:
    """Calls of Sen by chance, many at the same second, and as many of Tre."""
    chance = random.Random(7)
    made = [_made(chance, number, key_of("sen") or "") for number in range(CALLS)]
    write_calls([*made, *(replace(each, id=f"tre-{each.id}", tenant=key_of("tre") or "") for each in made)])
    return made


def _made(chance: random.Random, number: int, key: str) -> Call:
    caller, dialled, answered = (chance.choice(NUMBERS) for _ in range(3))
    return a_call(key, f"c{chance.choice('aAbz-')}{number}", caller, dialled, answered_by=answered,
                  started=NOON + timedelta(minutes=chance.randrange(40)), talk_seconds=float(chance.randrange(5)),
                  outcome=chance.choice([Outcome.ANSWERED, Outcome.BUSY]), direction=chance.choice(list(Direction)),
                  mos=chance.choice([None, 1.2, 3.5, 4.0, 4.4]), one_way=chance.choice([None, *OneWay]))


@pytest.mark.parametrize("few", [1, 10_000], ids=["walked", "gathered"])
@pytest.mark.parametrize("wanted", FILTERS, ids=str)
def test_pages_and_counts_are_those_of_looking_at_every_call(calls: list[Call], monkeypatch: pytest.MonkeyPatch,
                                                             wanted: CallFilter, few: int):
    monkeypatch.setattr(call_rows, "FEW", dict.fromkeys(call_rows.FEW, few))
    expected = [each for each in calls if _matches(each, wanted)]

    for sort in SORTS:
        assert _all_pages(wanted, sort) == [each.id for each in _sorted(expected, sort)], sort
    if few > 1:
        counts = Counter(each.outcome for each in expected)
        assert count_call_rows(key_of("sen") or "", wanted) == {each: Count(count) for each, count in counts.items()}


def test_what_is_not_counted_to_the_end_is_said_so(calls: list[Call], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(call_rows, "MOST_COUNTED", 5)
    monkeypatch.setattr(call_rows, "FEW", dict.fromkeys(call_rows.FEW, 5))

    assert set(count_call_rows(key_of("sen") or "", CallFilter()).values()) == {Count(5, more=True)}
    assert all(each.more for each in count_call_rows(key_of("sen") or "", CallFilter(number="101")).values())


def test_what_is_longer_than_a_column_is_cut(house: House):
    key = key_of("sen") or ""
    write_calls([a_call(key, "c.1", caller="9" * 100, codec="x" * 100)])

    assert read_call_rows(key, CallFilter(caller="9" * 32), "-started", None, 5)[0].caller == "9" * 32


def _all_pages(wanted: CallFilter, sort: str) -> list[str]:
    column = SORTS[sort][0]
    found: list[str] = []
    bound = None
    while page := read_call_rows(key_of("sen") or "", wanted, sort, bound, PAGE):
        found += [each.id for each in page]
        bound = Bound(getattr(page[-1], column), page[-1].id)
    return found


def _sorted(calls: list[Call], sort: str) -> list[Call]:
    column, is_falling = SORTS[sort]
    return sorted(calls, key=lambda each: (getattr(each, column), each.id), reverse=is_falling)


def _matches(call: Call, wanted: CallFilter) -> bool:
    numbers = (call.caller, call.dialled, call.answered_by)
    tests: list[tuple[object, Callable[[], bool]]] = [
        (wanted.since, lambda: call.started >= wanted.since), (wanted.until, lambda: call.started < wanted.until),
        (wanted.caller, lambda: call.caller == wanted.caller), (wanted.dialled, lambda: call.dialled == wanted.dialled),
        (wanted.number, lambda: wanted.number in numbers), (wanted.extension, lambda: wanted.extension in numbers),
        (wanted.text, lambda: any(each.startswith(wanted.text) for each in numbers)),
        (wanted.outcome, lambda: call.outcome is wanted.outcome),
        (wanted.direction, lambda: call.direction is wanted.direction),
        (wanted.mos_below, lambda: call.mos is not None and call.mos < wanted.mos_below),
        (wanted.one_way, lambda: call.one_way is wanted.one_way),
        (wanted.recorded is not None, lambda: bool(call.recordings) is wanted.recorded)]
    return all(test() for asked, test in tests if asked)
