from django.urls import include, path

urlpatterns = [path("api/", include("tongdai.web.api.urls"))]
