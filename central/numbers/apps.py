"""Django's registration of this concern."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NumbersConfig(AppConfig):
    """The numbers."""

    name = "central.numbers"
    verbose_name = _("运行数据")

    def ready(self) -> None:
        """Hear of what kiosks count; follow what people enter."""
        from central.numbers.visits import note_report  # noqa: PLC0415  models are not loaded before
        from central.people.auditing import follow  # noqa: PLC0415  as above
        from central.reports.intake import report_received  # noqa: PLC0415  as above

        report_received.connect(note_report, dispatch_uid="central.numbers")
        for name in ("OtherChannel", "DutyItem"):
            follow(self.get_model(name))
