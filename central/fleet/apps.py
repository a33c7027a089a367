"""Django's registration of this concern."""

from django.apps import AppConfig


class FleetConfig(AppConfig):
    """The fleet."""

    name = "central.fleet"
    verbose_name = "终端状态"
