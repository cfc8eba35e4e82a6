"""What Django must know of the cellar."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """The tables of the house."""

    name = __name__.rpartition(".")[0]
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"
