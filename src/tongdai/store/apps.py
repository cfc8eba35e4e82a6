"""What Django must know of the cellar."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from tongdai.store.collation import settle_collation


class StoreConfig(AppConfig):
    """The tables of the house."""

    name = __name__.rpartition(".")[0]
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Whenever tables were made or changed, their texts are ordered the same in every database."""
        post_migrate.connect(_settle, sender=self)


def _settle(using: str, **_: Any) -> None:
    settle_collation(using)
