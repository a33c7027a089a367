"""Django's registration of this concern."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KiosksConfig(AppConfig):
    """Kiosks."""

    name = "central.kiosks"
    verbose_name = _("自助终端")
