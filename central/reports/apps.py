"""Django's registration of this concern."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Reports."""

    name = "central.reports"
    verbose_name = "终端报告"
