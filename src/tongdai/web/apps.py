"""The console as a Django app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages, their forms, their words and what they are dressed in."""

    name = "tongdai.web"
    label = "web"
