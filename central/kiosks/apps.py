"""Django's registration of this concern."""

from django.apps import AppConfig


class KiosksConfig(AppConfig):
    """Kiosks."""

    name = "central.kiosks"
    verbose_name = "自助终端"
