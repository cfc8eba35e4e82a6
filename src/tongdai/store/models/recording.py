"""Tables of recordings, and of everybody who listened to one."""

from django.db import models

from tongdai.store.models.tenant import Tenant
from tongdai.store.tenancy import FactManager


class Recording(models.Model):
    """One recording; its row is written together with its call's, its file is taken over after that."""

    id = models.CharField(max_length=32, primary_key=True)
    tenant = models.ForeignKey(Tenant, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False,
                               related_name="+")
    call = models.CharField(max_length=80)
    cell = models.CharField(max_length=8)
    channel = models.CharField(max_length=80)
    number = models.CharField(max_length=32)
    caller = models.CharField(max_length=32)
    dialled = models.CharField(max_length=32)
    answered_by = models.CharField(max_length=32)
    started = models.DateTimeField()
    began = models.FloatField()
    seconds = models.FloatField(default=0)
    state = models.CharField(max_length=8)
    size = models.PositiveBigIntegerField(default=0)
    parts = models.JSONField()
    digest = models.CharField(max_length=64, blank=True, default="")
    sealed = models.BooleanField(default=False)
    held = models.BooleanField(default=False)
    hold_reason = models.CharField(max_length=200, blank=True, default="")
    waveform = models.BinaryField(null=True)

    objects = FactManager["Recording"]()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "channel"], name="one_recording_per_channel")]
        indexes = [
            models.Index(fields=["tenant", "started", "id"], name="recordings_by_time"),
            models.Index(fields=["tenant", "number", "started", "id"], name="recordings_by_number"),
            models.Index(fields=["tenant", "caller", "started", "id"], name="recordings_by_caller"),
            models.Index(fields=["tenant", "dialled", "started", "id"], name="recordings_by_dialled"),
            models.Index(fields=["tenant", "answered_by", "started", "id"], name="recordings_by_answered"),
            models.Index(fields=["tenant", "state", "size"], name="recordings_by_size"),
            models.Index(fields=["tenant", "state", "size"], condition=models.Q(held=True), name="recordings_held"),
            models.Index(fields=["state", "started"], name="recordings_by_state"),
        ]


class Listening(models.Model):
    """Somebody listened to a recording or took it away; never changed, and kept when the recording is gone."""

    tenant = models.ForeignKey(Tenant, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False,
                               related_name="+")
    recording = models.CharField(max_length=32)
    call = models.CharField(max_length=80)
    at = models.DateTimeField()
    who = models.CharField(max_length=80)
    person_id = models.BigIntegerField(null=True)
    surface = models.CharField(max_length=32)
    action = models.CharField(max_length=16)

    objects = FactManager["Listening"]()

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "at"], name="listenings_by_time"),
            models.Index(fields=["recording", "at"], name="listenings_of_a_recording"),
        ]


class RecordingUse(models.Model):
    """How many recordings of a tenant are kept, and how large they are: counted as files come and go."""

    tenant = models.OneToOneField(Tenant, on_delete=models.DO_NOTHING, db_constraint=False, primary_key=True,
                                  related_name="+")
    count = models.BigIntegerField(default=0)
    size = models.BigIntegerField(default=0)

    objects = FactManager["RecordingUse"]()
