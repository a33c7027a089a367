"""Django's registration of this concern."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class PeopleConfig(AppConfig):
    """People."""

    name = "central.people"
    verbose_name = gettext_lazy("人员与权限")

    def ready(self) -> None:
        """Hear of logins; follow changes of accounts. Passwords are no part of the trail."""
        from auditlog.registry import auditlog  # noqa: PLC0415  models are not loaded before
        from django.contrib.auth.models import User  # noqa: PLC0415  as above

        from central.people import sessions  # noqa: PLC0415  as above
        from central.people.models import Person  # noqa: PLC0415  as above

        auditlog.register(User, exclude_fields=["password", "last_login"], m2m_fields={"groups", "user_permissions"})
        auditlog.register(Person)
        sessions.connect()
