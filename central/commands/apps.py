"""Django's registration of this concern."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommandsConfig(AppConfig):
    """Commands."""

    name = "central.commands"
    verbose_name = _("终端指令")

    def ready(self) -> None:
        """Hear of the answers; follow who asked and who approved."""
        from central.commands.book import note_answer  # noqa: PLC0415  models are not loaded before
        from central.people.auditing import follow  # noqa: PLC0415  as above
        from central.reports.intake import report_received  # noqa: PLC0415  as above

        report_received.connect(note_answer, dispatch_uid="central.commands")
        follow(self.get_model("KioskCommand"), but=("signed",))
