"""Django's registration of this concern."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FleetConfig(AppConfig):
    """The fleet."""

    name = "central.fleet"
    verbose_name = _("终端状态")
