"""Django's registration of this concern."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class PeopleConfig(AppConfig):
    """People."""

    name = "central.people"
    verbose_name = gettext_lazy("人员与权限")
