"""Table of the journal: what was changed, by whom, when, why, through which door, from what and into what."""

from django.db import models

from tongdai.store.models.tenant import Tenant
from tongdai.store.tenancy import ScopedManager, TenantData


class JournalEntry(TenantData):
    """One thing that was changed on one occasion; secrets are named here, never written."""

    tenant = models.ForeignKey(Tenant, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    at = models.DateTimeField(db_index=True)
    who = models.CharField(max_length=80)
    person_id = models.BigIntegerField(null=True)
    why = models.CharField(max_length=500, blank=True)
    surface = models.CharField(max_length=32)
    action = models.CharField(max_length=16)
    noun = models.CharField(max_length=16)
    name = models.CharField(max_length=80)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    objects = ScopedManager["JournalEntry"]()

    class Meta:
        verbose_name_plural = "journal entries"
        indexes = [models.Index(fields=["tenant", "at"], name="journal_of_a_tenant")]
