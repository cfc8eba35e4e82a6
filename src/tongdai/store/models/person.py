"""Tables of people who may sign in, their tokens for the API, and sign-ins that failed."""

from django.db import models

from tongdai.store.models.tenant import Tenant
from tongdai.store.tenancy import Journalled, JournalledQuerySet


class Person(Journalled):
    """Somebody who may sign in; `password` is an Argon2 hash."""

    login = models.CharField(max_length=64, unique=True)
    password = models.CharField(max_length=255)
    name = models.CharField(max_length=60)
    role = models.CharField(max_length=16)
    tenant = models.ForeignKey(Tenant, null=True, on_delete=models.CASCADE, related_name="+")
    extension = models.CharField(max_length=6, blank=True, default="")
    email = models.CharField(max_length=254, blank=True, default="")
    language = models.CharField(max_length=2, blank=True, default="")
    active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)

    objects = JournalledQuerySet["Person"].as_manager()


class Token(Journalled):
    """A bearer token of the API; only its SHA-256 is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=60)
    role = models.CharField(max_length=16)
    digest = models.CharField(max_length=64, unique=True)
    created = models.DateTimeField()
    expires = models.DateTimeField()

    objects = JournalledQuerySet["Token"].as_manager()


class FailedSignIn(models.Model):
    """A sign-in that failed, by login and address; the last quarter of an hour is counted."""

    login = models.CharField(max_length=64)
    address = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["login", "address", "at"], name="failed_sign_ins")]
