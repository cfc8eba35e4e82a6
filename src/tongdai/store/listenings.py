"""Who listened to which recording, and who took one away: written once, never changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from tongdai.domain.recording import Recording
from tongdai.store import models
from tongdai.store.journal import Occasion
from tongdai.store.tenancy import within

ONE_LISTENING = timedelta(minutes=10)
"""What the same person does with the same recording within this time is one listening: a player asks many times."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListeningRow:
    """One line of the list: who did what with which recording of which call."""

    id: int
    at: datetime
    who: str
    surface: str
    action: str
    recording: str
    call: str


@dataclass(frozen=True, slots=True)
class ListeningBound:
    """The row a page begins behind: its time and its id."""

    at: datetime
    id: int


def write_listenings(key: str, recordings: Iterable[Recording], action: str, occasion: Occasion) -> None:
    """Write down that somebody listens to recordings, unless that was written within the last ten minutes."""
    wanted = {each.id: each for each in recordings}
    with within(key):
        known = models.Listening.objects.filter(
            recording__in=list(wanted), at__gt=occasion.at - ONE_LISTENING, who=occasion.who,
            person_id=occasion.person_id, surface=occasion.surface, action=action)
        for each in known.values_list("recording", flat=True):
            wanted.pop(each, None)
        models.Listening.objects.bulk_create(
            [models.Listening(tenant_id=key, recording=each.id, call=each.call, at=occasion.at, who=occasion.who,
                              person_id=occasion.person_id, surface=occasion.surface, action=action)
             for each in wanted.values()])


def read_listenings(key: str, recording: str, bound: ListeningBound | None, most: int) -> list[ListeningRow]:
    """Who listened to one recording, or (empty) to any of a tenant's; the newest first."""
    columns = ("id", "at", "who", "surface", "action", "recording", "call")
    with within(key):
        rows = models.Listening.objects.order_by("-at", "-id")
        rows = rows.filter(recording=recording) if recording else rows
        if bound is not None:
            rows = rows.filter(Q(at__lte=bound.at), ~Q(at=bound.at) | Q(id__lt=bound.id))
        return [ListeningRow(**dict(zip(columns, each, strict=True))) for each in rows.values_list(*columns)[:most]]
