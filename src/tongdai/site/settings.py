"""Django's settings, derived from tongdai's own."""

from tongdai.settings import load_settings

TONGDAI = load_settings()

SECRET_KEY = "replaced at start by the key in the data directory"  # noqa: S105
INSTALLED_APPS = ["tongdai.store"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(TONGDAI.data / "tongdai.sqlite3")}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
