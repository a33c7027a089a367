"""Django's registration of this concern."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases."""

    name = "central.cases"
    verbose_name = "办件"
