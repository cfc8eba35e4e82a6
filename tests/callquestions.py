"""What people ask of the call log, most often first: each question with arguments that chance chooses."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from manycalls import DAYS, LAST_DAY, TENANTS, Numbers, call_id, recording_id
from tongdai.actions.calls import CallFilter, count_calls, list_calls, show_call
from tongdai.actions.context import Context
from tongdai.actions.recordings import list_recordings, show_recording
from tongdai.domain.call import Outcome
from tongdai.domain.quality import OneWay
from tongdai.store import models
from tongdai.store.recordings import RecordingFilter
from tongdai.store.tenancy import everywhere

SAMPLES = 200


@dataclass(frozen=True)
class Log:
    """A log that was filled, and who asks."""

    ctx: Context
    numbers: dict[str, Numbers]
    some_calls: list[tuple[str, str]]
    some_recordings: list[tuple[str, str]]
    chance: random.Random

    def tenant(self) -> str:
        """A tenant; those with many calls ask most."""
        return self.chance.choices(list(TENANTS), list(TENANTS.values()))[0]

    def moment(self) -> datetime:
        """Some time in these years."""
        return LAST_DAY - timedelta(seconds=self.chance.random() * DAYS * 86400)


def open_log(ctx: Context, numbers: dict[str, Numbers], calls: int, seed: int = 3) -> Log:
    """A log that was filled with so many calls."""
    chance = random.Random(seed)
    with everywhere():
        some_calls = [_next(models.Call, call_id(chance.randrange(calls))) for _ in range(SAMPLES)]
        some_recordings = [_next(models.Recording, recording_id(chance.randrange(calls))) for _ in range(SAMPLES)]
    return Log(ctx, numbers, list(filter(None, some_calls)), list(filter(None, some_recordings)), chance)


def _next(table: Any, identity: str) -> tuple[str, str] | None:
    row = table.objects.filter(id__gte=identity).order_by("id").values_list("tenant_id", "id").first()
    return (f"tenant-{row[0]}", row[1]) if row else None


Question = Callable[[Log, str], object]


def _list(log: Log, key: str, wanted: CallFilter | None = None, sort: str = "-started", cursor: str = "") -> object:
    return list_calls(log.ctx, f"tenant-{key}", wanted, sort, cursor)


def _since(log: Log, days: float) -> dict[str, datetime]:
    since = log.moment()
    return {"since": since, "until": since + timedelta(days=days)}


def _beginning(log: Log, key: str) -> str:
    number = log.numbers[key].outsider(log.chance)
    return number[:log.chance.randint(2, 9)]


def _longest(log: Log, key: str) -> object:
    return _list(log, key, CallFilter(**(_since(log, 30) if log.chance.random() < 0.5 else {})), "-talk")


TEN: dict[str, Question] = {
    "the newest": _list,
    "a page far behind": lambda log, key: _list(log, key, cursor=f"n~{log.moment().isoformat()}~c1"),
    "one day": lambda log, key: _list(log, key, CallFilter(**_since(log, 1))),
    "an extension's": lambda log, key: _list(log, key, CallFilter(number=log.numbers[key].extension(log.chance))),
    "from a number in one month": lambda log, key: _list(log, key, CallFilter(
        caller=log.numbers[key].outsider(log.chance), **_since(log, 30))),
    "to a number": lambda log, key: _list(log, key, CallFilter(dialled=log.numbers[key].outsider(log.chance))),
    "how it ended": lambda log, key: _list(log, key, CallFilter(outcome=log.chance.choice(list(Outcome)))),
    "a number that begins with": lambda log, key: _list(log, key, CallFilter(text=_beginning(log, key))),
    "the longest": _longest,
    "the worst heard": lambda log, key: _list(log, key, CallFilter(mos_below=log.chance.choice((3.6, 3.1, 2.0)))),
}
"""The ten commonest questions of the log's page."""

MORE: dict[str, Question] = {
    "one way": lambda log, key: _list(log, key, CallFilter(one_way=log.chance.choice(list(OneWay)))),
    "recorded": lambda log, key: _list(log, key, CallFilter(recorded=True)),
    "an extension's longest": lambda log, key: _list(log, key, CallFilter(
        number=log.numbers[key].extension(log.chance)), "-talk"),
    "how many today": lambda log, key: count_calls(log.ctx, f"tenant-{key}", CallFilter(**_since(log, 1))),
    "how many at all": lambda log, key: count_calls(log.ctx, f"tenant-{key}"),
    "how many of an extension": lambda log, key: count_calls(log.ctx, f"tenant-{key}", CallFilter(
        number=log.numbers[key].extension(log.chance))),
    "one call whole": lambda log, _: show_call(log.ctx, *log.chance.choice(log.some_calls)),
    "recordings of a number": lambda log, key: list_recordings(log.ctx, f"tenant-{key}", RecordingFilter(
        number=log.numbers[key].extension(log.chance))),
    "recordings of a day": lambda log, key: list_recordings(log.ctx, f"tenant-{key}", RecordingFilter(
        **_since(log, 1))),
    "one recording": lambda log, _: show_recording(log.ctx, *log.chance.choice(log.some_recordings)),
}
