"""Django's registration of this concern."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TimersConfig(AppConfig):
    """Timers."""

    name = "central.timers"
    verbose_name = _("定时任务")
