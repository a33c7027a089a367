"""Django's admin with our site (`central.people.site`) in place of its own."""

from django.contrib.admin.apps import AdminConfig


class ConsoleConfig(AdminConfig):
    """The admin, by another site."""

    default_site = "central.people.site.Console"
