"""Django's registration of this concern."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AppointmentsConfig(AppConfig):
    """Appointments."""

    name = "central.appointments"
    verbose_name = _("预约")

    def ready(self) -> None:
        """Follow what people enter."""
        from central.people.auditing import follow  # noqa: PLC0415  models are not loaded before

        follow(self.get_model("Slot"))
