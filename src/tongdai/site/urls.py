"""The URL map: the console at the root, what went wrong everywhere."""

from django.urls import include, path

urlpatterns = [
    path("", include("tongdai.web.urls")),
]

handler400 = "tongdai.web.troubles.bad_request"
handler403 = "tongdai.web.troubles.not_allowed"
handler404 = "tongdai.web.troubles.no_such_page"
handler500 = "tongdai.web.troubles.broken"
