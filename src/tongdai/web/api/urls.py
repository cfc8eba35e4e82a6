"""Addresses of the API; whatever is none of them gets the API's own answer."""

from django.urls import path, re_path

from tongdai.web.api.errors import not_found
from tongdai.web.api.frame import api

urlpatterns = [
    path("v1/", not_found),
    path("v1/", api.urls),  # type: ignore[arg-type]
    re_path("", not_found),
]
