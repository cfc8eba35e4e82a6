"""The URL map: the console at the root, the API below /api, what went wrong everywhere."""

from django.urls import include, path

urlpatterns = [
    path("", include("tongdai.web.urls")),
    path("api/", include("tongdai.web.api.urls")),
]

handler400 = "tongdai.web.troubles.bad_request"
handler403 = "tongdai.web.troubles.not_allowed"
handler404 = "tongdai.web.troubles.no_such_page"
handler500 = "tongdai.web.troubles.broken"
