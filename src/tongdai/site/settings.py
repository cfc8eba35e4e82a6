"""Django's settings, made from tongdai's own."""

from typing import Any
from urllib.parse import urlsplit

from django.utils.functional import SimpleLazyObject

from tongdai.settings import load_settings
from tongdai.store.connection import database
from tongdai.store.seal import key_file

TONGDAI = load_settings()
_PUBLIC = urlsplit(TONGDAI.web_url)
_HTTPS = _PUBLIC.scheme == "https"
_LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
_EVERY_ADDRESS = {"0.0.0.0", "::"}  # noqa: S104 - compared with, not bound to

SECRET_KEY: Any = SimpleLazyObject(lambda: key_file(TONGDAI.data, "signing.key").hex())
DEBUG = False
ROOT_URLCONF = "tongdai.site.urls"
ALLOWED_HOSTS = ["*"] if TONGDAI.web_host in _EVERY_ADDRESS and not _PUBLIC.hostname else [
    *_LOOPBACK, TONGDAI.web_host, *filter(None, [_PUBLIC.hostname])]
INSTALLED_APPS = [
    "tongdai.web",
    "tongdai.store",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "tongdai.web.headers.strict_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tongdai.web.visitor.Visitors",
    "tongdai.web.api.envelope.one_shape",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "tongdai.web.troubles.Troubles",
]
TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "APP_DIRS": True,
    "OPTIONS": {"context_processors": [
        "django.template.context_processors.request",
        "django.template.context_processors.i18n",
        "tongdai.web.frame.frame",
    ]},
}]
FORM_RENDERER = "tongdai.web.forms.renderer.ConsoleRenderer"
DATABASES = {"default": database(TONGDAI)}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

SESSION_COOKIE_NAME = "tongdai_session"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "tongdai_csrf"
CSRF_COOKIE_SECURE = _HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "tongdai.web.troubles.forged"
CSRF_TRUSTED_ORIGINS = [f"{_PUBLIC.scheme}://{_PUBLIC.netloc}"] if _PUBLIC.netloc else []
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _HTTPS else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
FILE_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024

STATIC_URL = "static/"
STATIC_ROOT = TONGDAI.data / "web" / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = TONGDAI.language
LANGUAGES = [("en", "English"), ("vi", "Tiếng Việt"), ("km", "ភាសាខ្មែរ")]
LANGUAGE_COOKIE_NAME = "tongdai_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SECURE = _HTTPS
LOGGING_CONFIG = None
