"""Django's registration of this concern."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class PeopleConfig(AppConfig):
    """People."""

    name = "central.people"
    verbose_name = gettext_lazy("人员与权限")

    def ready(self) -> None:
        """Hear of logins; follow changes of accounts. Passwords are no part of the trail."""
        from django.contrib.auth.models import User  # noqa: PLC0415  models are not loaded before

        from central.people import sessions  # noqa: PLC0415  as above
        from central.people.auditing import follow  # noqa: PLC0415  as above
        from central.people.models import Person  # noqa: PLC0415  as above

        follow(User, but=("password", "last_login"), sets=("groups", "user_permissions"))
        follow(Person)
        sessions.connect()
