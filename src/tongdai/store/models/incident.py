"""Table of incidents: what went wrong with the house itself."""

from django.db import models


class Incident(models.Model):
    """One incident; one that has not ended is an alarm. It belongs to the house, `affected` counts calls by tenant."""

    id = models.CharField(max_length=64, primary_key=True)
    kind = models.CharField(max_length=32)
    cell = models.CharField(max_length=8)
    began = models.DateTimeField()
    ended = models.DateTimeField(null=True)
    details = models.JSONField(default=dict)
    affected = models.JSONField(default=dict)
    evidence = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["began", "id"], name="incidents_by_time"),
                   models.Index(fields=["ended", "kind"], name="incidents_not_ended")]
