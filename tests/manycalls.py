"""A call log of any length, made quickly: tenants of different size, two years of office hours, every outcome.

Every call has a shape (numbers, outcome, legs, timeline, quality) out of many that are made beforehand, and an id and a
time of its own. Rows go into the tables in bulk, and the indexes are made behind them.
"""

import json
import random
from bisect import bisect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import accumulate, islice
from typing import Any

from django.db import connection, transaction

from tongdai.domain.call import Call, Direction, EventKind, Leg, Moment, Outcome, Side
from tongdai.domain.quality import LegQuality, OneWay, Stream
from tongdai.domain.recording import CallRecording, RecordedPart, RecordingState
from tongdai.domain.trail import parse_trail
from tongdai.store import models
from tongdai.store.calls import call_values
from tongdai.store.journal import Occasion, changing

LAST_DAY = datetime(2026, 11, 24, tzinfo=UTC)
DAYS = 730
MOST_SHAPES = 131_072
BATCH = 20_000
TENANTS = {f"key{number:02}": weight for number, weight in enumerate(
    (20, 15, 12, 10, 8, 8, 7, 6, 5, 4, 3, 2))}
"""The key of each tenant and how much of all calls it has, in percent."""

OUTCOMES = {Outcome.ANSWERED: 700, Outcome.NO_ANSWER: 120, Outcome.BUSY: 60, Outcome.CANCELLED: 60,
            Outcome.DECLINED: 20, Outcome.OFFLINE: 20, Outcome.REFUSED: 10, Outcome.FAILED: 9, Outcome.INTERRUPTED: 1}
DIRECTIONS = {Direction.INTERNAL: 55, Direction.INBOUND: 30, Direction.OUTBOUND: 15}
HOURS = (1, 1, 1, 1, 1, 2, 4, 12, 40, 60, 60, 45, 25, 45, 60, 60, 50, 30, 12, 6, 4, 2, 1, 1)
WEEK = [hour * (0.2 if day > 4 else 1.0) for day in range(7) for hour in HOURS]
"""How many calls begin in each hour of the week, one beside the other."""

Shape = tuple[Any, ...]


@dataclass(frozen=True)
class Numbers:
    """Who calls and is called in a tenant: few very often, most seldom."""

    extensions: list[str]
    outside: list[str]

    def extension(self, chance: random.Random) -> str:
        """An extension; the first ones are dialled most."""
        return self.extensions[int(len(self.extensions) * chance.random() ** 2)]

    def outsider(self, chance: random.Random) -> str:
        """A number of the public network."""
        return self.outside[int(len(self.outside) * chance.random() ** 3)]


def fill(calls: int, seed: int = 1) -> dict[str, Numbers]:
    """Put so many calls, and the recordings of some, into empty tables; returns the numbers of each tenant."""
    chance = random.Random(seed)
    numbers = {key: _numbers(chance, weight * calls // 100) for key, weight in TENANTS.items()}
    _make_tenants()
    shapes = _shapes(chance, numbers, min(MOST_SHAPES, max(200, calls // 8)))
    indexes = _take_indexes_away()
    columns = ["id", "started", *_SHAPE_COLUMNS]
    _hurry()
    _load(models.Call._meta.db_table, columns, _rows(chance, shapes, calls))
    _load(models.Recording._meta.db_table, _RECORDING_COLUMNS, _recordings(shapes, calls, random.Random(seed)))
    for statement in indexes:
        _execute(statement)
    _execute("ANALYZE" if connection.vendor == "sqlite" or connection.in_atomic_block else "VACUUM ANALYZE")
    return numbers


def _numbers(chance: random.Random, calls: int) -> Numbers:
    extensions, outsiders = max(5, min(2000, calls // 1000)), max(20, min(50_000, calls // 40))
    outside = {f"0{chance.choice('3579')}{chance.randrange(10**8):08}" for _ in range(outsiders)}
    return Numbers([str(101 + number) for number in range(extensions)], sorted(outside, key=lambda _: chance.random()))


def _make_tenants() -> None:
    with changing(Occasion("bench", None, LAST_DAY, "", "bench")):
        models.Cell.objects.create(name="c1")
        models.Package.objects.create(handle="large", name="Large", extensions=2000, concurrent_calls=100,
                                      recording_gb=1, recording_days=30)
        for key in TENANTS:
            models.Tenant.objects.create(key=key, handle=f"tenant-{key}", name=key, package_id="large", cell_id="c1",
                                         country="VN", time_zone="Asia/Ho_Chi_Minh", language="vi")


def _shapes(chance: random.Random, numbers: dict[str, Numbers], count: int) -> list[Shape]:
    keys = chance.choices(list(TENANTS), list(TENANTS.values()), k=count)
    return [_shape(call_values(_call(chance, key, numbers[key]))) for key in keys]


_SHAPE_COLUMNS = ["tenant_id", "cell", "direction", "caller", "dialled", "answered_by", "ring_seconds", "talk_seconds",
                  "outcome", "cause", "ended_by", "codec", "recorded", "trail", "mos", "one_way", "legs", "timeline"]
_RECORDING_COLUMNS = ["id", "call", "started", "tenant_id", "cell", "channel", "number", "caller", "dialled",
                      "answered_by", "began", "seconds", "state", "size", "parts", "digest", "sealed", "held",
                      "hold_reason", "waveform"]
_PLACE = {name: number for number, name in enumerate(_SHAPE_COLUMNS)}


def _shape(values: dict[str, Any]) -> Shape:
    assert sorted([*_SHAPE_COLUMNS, "id", "started"]) == sorted(values), "a column of calls is missing here"
    texts = {name: json.dumps(values[name]) for name in ("legs", "timeline")}
    return tuple(texts.get(name, values[name]) for name in _SHAPE_COLUMNS)


def _call(chance: random.Random, key: str, numbers: Numbers) -> Call:
    direction = _one_of(chance, DIRECTIONS)
    outcome = _one_of(chance, OUTCOMES)
    caller = numbers.outsider(chance) if direction is Direction.INBOUND else numbers.extension(chance)
    dialled = numbers.outsider(chance) if direction is Direction.OUTBOUND else numbers.extension(chance)
    rang = round(chance.expovariate(1 / 8), 3)
    answered = outcome in (Outcome.ANSWERED, Outcome.INTERRUPTED)
    talked = round(chance.expovariate(1 / 120), 3) if answered else 0.0
    leg = partial(Leg, answered=rang if answered else None, ended=rang + talked, cause=16, codec="alaw")
    mos, one_way = _heard(chance) if answered else (None, None)
    quality = _quality(chance, mos, talked) if mos else None
    recorded = answered and int(key[-2:]) % 3 == 0 and chance.random() < 0.4
    return Call(
        id="", tenant=key, cell="c1", direction=direction, caller=caller, dialled=dialled,
        answered_by=dialled if answered else "", started=LAST_DAY, ring_seconds=rang, talk_seconds=talked,
        outcome=outcome, cause=16, ended_by=chance.choice(list(Side)), codec="alaw",
        trail=parse_trail(f"1/dialled({dialled})>extension/calls>free/find>found/ring({dialled})>answered"),
        legs=(leg(id="c1b-1.0", account=f"{key}-{caller}", number=caller, started=0.0, quality=quality),
              leg(id="c1b-1.1", account=f"{key}-{dialled}", number=dialled, started=0.1, quality=quality)),
        timeline=(Moment(0.0, EventKind.STARTED, 0, dialled), Moment(0.1, EventKind.RINGING, 1),
                  Moment(rang, EventKind.ANSWERED, 1), Moment(rang + talked, EventKind.ENDED, 0)),
        recordings=(CallRecording(channel="c1b-1.0", number=caller, parts=(RecordedPart("part.raw", rang, None),)),)
        if recorded else (), mos=mos, one_way=one_way)


def _heard(chance: random.Random) -> tuple[float | None, OneWay | None]:
    """Most calls are good, one in twenty-five is not, in one of three hundred somebody hears nothing."""
    mos = chance.uniform(1.0, 3.6) if chance.random() < 0.04 else chance.uniform(3.9, 4.41)
    return round(mos, 2), chance.choice(list(OneWay)) if chance.random() < 0.003 else None


def _quality(chance: random.Random, mos: float | None, seconds: float) -> LegQuality:
    stream = Stream(packets=int(seconds * 50), lost=chance.randrange(20), loss=0.1, jitter=2.5, mos=mos)
    return LegQuality(sent=stream, heard=replace(stream, jitter=3.5), round_trip=21.5)


def _one_of(chance: random.Random, weights: dict[Any, int]) -> Any:
    return chance.choices(list(weights), list(weights.values()))[0]


def _starts(calls: int, chance: random.Random) -> Iterator[datetime]:
    """When calls begin, in order: more by day than by night, few at the end of a week."""
    first = LAST_DAY - timedelta(days=DAYS)
    sums = list(accumulate(WEEK))
    table = [bisect(sums, sums[-1] * place / 16384) * 3600.0 for place in range(16384)]
    weeks = DAYS / 7
    for number in range(calls):
        at = number / calls * weeks
        second = table[int(at % 1 * 16384)] + number * 7919 % 3600 + chance.random()
        yield first + timedelta(days=int(at) * 7, seconds=second)


def _rows(chance: random.Random, shapes: list[Shape], calls: int) -> Iterator[Shape]:
    for number, started in enumerate(_starts(calls, random.Random(2))):
        yield (call_id(number), started, *shapes[int(chance.random() * len(shapes))])


def _recordings(shapes: list[Shape], calls: int, chance: random.Random) -> Iterator[Shape]:
    """Not of the very calls that have a recorded shape, but as many, at the same times and of the same tenants."""
    place, rest = _PLACE, ("c1", "c1b-1.0")
    recorded = [each for each in shapes if each[place["recorded"]]]
    share = len(recorded) / len(shapes)
    for number, started in enumerate(_starts(calls, random.Random(2))):
        if chance.random() < share:
            shape = recorded[int(chance.random() * len(recorded))]
            numbers = [shape[place[name]] for name in ("caller", "caller", "dialled", "answered_by")]
            yield (recording_id(number), call_id(number), started, shape[place["tenant_id"]], *rest, *numbers, 3.0,
                   60.0, RecordingState.KEPT.value, 150_000, "[]", "", False, False, "", None)


def call_id(number: int) -> str:
    """The id of the how manieth call: in order, as an engine mints them."""
    return f"c1{number >> 16:06x}-{1700000000 + number}.{number & 0xffff}"


def recording_id(number: int) -> str:
    """The id of its recording: in no order."""
    return f"{number * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**128:032x}"


def _take_indexes_away() -> list[str]:
    """Drop the indexes of both tables (not their primary keys); returns the statements that make them anew."""
    tables = [models.Call._meta.db_table, models.Recording._meta.db_table]
    if connection.vendor == "sqlite":
        question = ("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN "
                    "(%s, %s)")
    else:
        question = ("SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename IN "
                    "(%s, %s) AND indexdef NOT LIKE 'CREATE UNIQUE%%'")
    with connection.cursor() as cursor:
        cursor.execute(question, tables)
        found = cursor.fetchall()
    for name, _ in found:
        _execute(f"DROP INDEX {connection.ops.quote_name(name)}")
    return [statement for _, statement in found]


def _hurry() -> None:
    """Nothing is lost if the machine fails meanwhile that could not be made again."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        for pragma in ("synchronous = OFF", "cache_size = -500000", "threads = 2"):
            _execute(f"PRAGMA {pragma}")


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _load(table: str, columns: list[str], rows: Iterable[Shape]) -> None:
    names = ", ".join(map(connection.ops.quote_name, columns))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        statement = f"INSERT INTO {table} ({names}) VALUES ({', '.join(['?'] * len(columns))})"  # noqa: S608 -- our own names
        texts = (tuple(_text(each) if type(each) is datetime else each for each in row) for row in rows)
        while batch := list(islice(texts, BATCH)):
            with transaction.atomic():
                cursor.cursor.executemany(statement, batch)


def _text(moment: datetime) -> str:
    """A time as Django writes it into a file."""
    return moment.replace(tzinfo=None).isoformat(" ")
