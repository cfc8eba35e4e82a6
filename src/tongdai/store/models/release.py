"""Table of releases: every published state of every tenant, kept after the tenant is gone."""

from django.db import models

from tongdai.store.models.tenant import Tenant
from tongdai.store.tenancy import ScopedManager, TenantData


class Release(TenantData):
    """One tenant as it was published; `house` is its sealed snapshot, empty where the tenant was deleted."""

    tenant = models.ForeignKey(Tenant, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    number = models.PositiveIntegerField()
    handle = models.CharField(max_length=32)
    at = models.DateTimeField()
    who = models.CharField(max_length=80)
    why = models.CharField(max_length=500, blank=True)
    surface = models.CharField(max_length=32)
    difference = models.JSONField()
    house = models.BinaryField()
    plan_digest = models.CharField(max_length=64)
    rolled_back_to = models.PositiveIntegerField(null=True)

    objects = ScopedManager["Release"]()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "number"], name="one_release_per_number")]
