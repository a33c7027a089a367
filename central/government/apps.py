"""Django's registration of this concern."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GovernmentConfig(AppConfig):
    """What other departments know, and who asked them."""

    name = "central.government"
    verbose_name = _("数据共享")
