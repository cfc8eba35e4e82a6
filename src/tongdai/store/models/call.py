"""Tables of calls: one row each, the events of calls that are not over, and how far the spool has been read."""

from django.db import models

from tongdai.store.models.tenant import Tenant
from tongdai.store.tenancy import FactManager

FAIR_MOS = 3.6
"""Below this "some users are dissatisfied" (ITU-T G.107, annex B); such calls have an index of their own."""

SEEN_ON_THE_WAY = ("talk_seconds", "outcome")
NUMBERS = ("caller", "dialled", "answered_by")
"""Behind what an index is ordered by: what is counted, sorted or looked for on the way without fetching a row."""


class Call(models.Model):
    """One call as it was folded from its events; kept after its tenant is gone. `id` never repeats."""

    id = models.CharField(max_length=80, primary_key=True)
    tenant = models.ForeignKey(Tenant, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False,
                               related_name="+")
    cell = models.CharField(max_length=8)
    direction = models.CharField(max_length=16)
    caller = models.CharField(max_length=32)
    dialled = models.CharField(max_length=32)
    answered_by = models.CharField(max_length=32)
    started = models.DateTimeField()
    ring_seconds = models.FloatField()
    talk_seconds = models.FloatField()
    outcome = models.CharField(max_length=16)
    cause = models.PositiveSmallIntegerField()
    ended_by = models.CharField(max_length=8)
    codec = models.CharField(max_length=32)
    trail = models.TextField()
    legs = models.JSONField()
    timeline = models.JSONField()
    mos = models.FloatField(null=True)
    one_way = models.CharField(max_length=8, null=True)
    recorded = models.BooleanField(default=False)

    objects = FactManager["Call"]()

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "started", "id", *SEEN_ON_THE_WAY, *NUMBERS], name="calls_by_time"),
            models.Index(fields=["tenant", "outcome", "talk_seconds", "id", "started", *NUMBERS],
                         name="calls_by_talk_seconds"),
            models.Index(fields=["tenant", "caller", "started", "id", *SEEN_ON_THE_WAY], name="calls_by_caller"),
            models.Index(fields=["tenant", "dialled", "started", "id", *SEEN_ON_THE_WAY], name="calls_by_dialled"),
            models.Index(fields=["tenant", "answered_by", "started", "id", *SEEN_ON_THE_WAY], name="calls_by_answered"),
            models.Index(fields=["tenant", "outcome", "started", "id"], name="calls_by_outcome"),
            models.Index(fields=["tenant", "direction", "started", "id"], name="calls_by_direction"),
            models.Index(fields=["tenant", "started", "id", "mos"], name="calls_of_poor_quality",
                         condition=models.Q(mos__lt=FAIR_MOS)),
            models.Index(fields=["tenant", "one_way", "started", "id"], name="calls_one_way",
                         condition=models.Q(one_way__isnull=False)),
            models.Index(fields=["tenant", "started", "id"], name="calls_recorded", condition=models.Q(recorded=True)),
        ]


class ArchivedMonth(models.Model):
    """The calls of one tenant in one month (UTC, `2026-11`) as a file that was read back and compared.

    `late` counts how often calls of that month were written since; where it is not what it was when the file was `told`
    the calls, the month is written anew. Without a `file` it is being written for the first time.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False,
                               related_name="+")
    month = models.CharField(max_length=7)
    calls = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True, default="")
    file = models.CharField(max_length=80, blank=True, default="")
    at = models.DateTimeField(null=True)
    late = models.PositiveIntegerField(default=1)
    told = models.PositiveIntegerField(default=0)

    objects = FactManager["ArchivedMonth"]()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "month"], name="one_archive_per_month")]


class PendingEvent(models.Model):
    """One event of a call that is not over: its place in the order, its steady time, and its line."""

    cell = models.CharField(max_length=8)
    number = models.PositiveBigIntegerField()
    at = models.FloatField()
    line = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cell", "number"], name="one_event_per_number")]


class SpoolPosition(models.Model):
    """How far a cell's spool has been read, under which boot, and where its watch stands."""

    cell = models.CharField(max_length=8, primary_key=True)
    position = models.CharField(max_length=200, default="", blank=True)
    boot = models.CharField(max_length=64, default="", blank=True)
    watch = models.JSONField(default=dict)
