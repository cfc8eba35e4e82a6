"""Tables of tenants, the packages they rent and the cells they live in."""

from django.db import models

from tongdai.store.tenancy import Journalled, JournalledQuerySet


class Cell(models.Model):
    """One engine: how often its tenants have changed, and the digest of the build it was last given."""

    name = models.CharField(max_length=8, primary_key=True)
    revision = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="", blank=True)


class Package(Journalled):
    """What a tenant rents."""

    handle = models.CharField(max_length=32, primary_key=True)
    name = models.CharField(max_length=60)
    extensions = models.PositiveIntegerField()
    concurrent_calls = models.PositiveIntegerField()
    recording_gb = models.PositiveIntegerField()
    recording_days = models.PositiveIntegerField()
    log_months = models.PositiveIntegerField(default=24)
    features = models.JSONField(default=list)

    objects = JournalledQuerySet["Package"].as_manager()


class Tenant(Journalled):
    """One customer; the key is minted and never changes."""

    key = models.CharField(max_length=16, primary_key=True)
    handle = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=60)
    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="tenants")
    cell = models.ForeignKey(Cell, on_delete=models.PROTECT, related_name="tenants")
    country = models.CharField(max_length=2)
    time_zone = models.CharField(max_length=64)
    language = models.CharField(max_length=2)
    recording_announcement = models.BooleanField(default=False)

    objects = JournalledQuerySet["Tenant"].as_manager()
