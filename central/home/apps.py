"""Django's registration of this concern."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """First page and navigation; no tables of its own."""

    name = "central.home"
