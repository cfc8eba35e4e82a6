"""Django's settings, made from tongdai's own."""

from typing import Any

from django.utils.functional import SimpleLazyObject

from tongdai.settings import load_settings
from tongdai.site.database import database
from tongdai.store.seal import key_file

TONGDAI = load_settings()

SECRET_KEY: Any = SimpleLazyObject(lambda: key_file(TONGDAI.data, "signing.key").hex())
DEBUG = False
ALLOWED_HOSTS: list[str] = ["*"]
INSTALLED_APPS = [
    "django.contrib.sessions",
    "tongdai.store",
]
MIDDLEWARE: list[str] = []
DATABASES = {"default": database(TONGDAI)}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = TONGDAI.language
LANGUAGES = [("en", "English"), ("vi", "Tiếng Việt"), ("km", "ភាសាខ្មែរ")]
LOGGING_CONFIG = None
