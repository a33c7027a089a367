"""Django's registration of this concern."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServicesConfig(AppConfig):
    """The services that a kiosk consults."""

    name = "central.services"
    verbose_name = _("统一服务")
