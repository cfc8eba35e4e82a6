"""Addresses of the API; whatever is none of them gets the API's own answer."""

from django.urls import path, re_path

from tongdai.web.api.errors import no_such_address
from tongdai.web.api.frame import api

urlpatterns = [
    path("v1/", no_such_address),
    path("v1/", api.urls),
    re_path("", no_such_address),
]
