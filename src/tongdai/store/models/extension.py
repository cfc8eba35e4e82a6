"""Table of extensions."""

from django.db import models

from tongdai.store.models.tenant import Tenant
from tongdai.store.tenancy import ScopedManager, TenantData


class Extension(TenantData):
    """One extension; the secret is sealed."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    number = models.CharField(max_length=6)
    name = models.CharField(max_length=60)
    secret = models.BinaryField()
    email = models.CharField(max_length=254, blank=True, default="")
    language = models.CharField(max_length=2, blank=True, default="")
    ring_seconds = models.PositiveSmallIntegerField()
    devices = models.PositiveSmallIntegerField()
    encryption = models.CharField(max_length=16)
    record_incoming = models.CharField(max_length=16, default="never")
    record_outgoing = models.CharField(max_length=16, default="never")

    objects = ScopedManager["Extension"]()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "number"], name="one_extension_per_number")]
