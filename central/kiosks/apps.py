"""Django's registration of this concern."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KiosksConfig(AppConfig):
    """Kiosks."""

    name = "central.kiosks"
    verbose_name = _("自助终端")

    def ready(self) -> None:
        """Changes by people are followed; that a kiosk called is none."""
        from central.people.auditing import follow  # noqa: PLC0415  models are not loaded before

        follow(self.get_model("Kiosk"), but=("last_seen_at", "next_key"))
        follow(self.get_model("Region"))
