"""Django's registration of this concern."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FleetConfig(AppConfig):
    """The fleet."""

    name = "central.fleet"
    verbose_name = _("终端状态")

    def ready(self) -> None:
        """What people decide is followed; whom to call is no business of the trail."""
        from central.people.auditing import follow  # noqa: PLC0415  models are not loaded before

        for name, but in (("Alarm", ()), ("AuditBreak", ()), ("Duty", ("name", "phone"))):
            follow(self.get_model(name), but=but)
