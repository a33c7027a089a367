"""Django's registration of this concern."""

from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class CasesConfig(AppConfig):
    """Cases."""

    name = "central.cases"
    verbose_name = pgettext_lazy("section", "办件")

    def ready(self) -> None:
        """Changes of cases and cards are audited, without what the citizen wrote or who it is."""
        from auditlog.registry import auditlog  # noqa: PLC0415  has models itself: usable once the apps are

        hidden = ["body", "answer", "findings", "holder_hash", "name_mask", "number_mask"]
        auditlog.register(self.get_model("Case"), exclude_fields=hidden)
        auditlog.register(self.get_model("SupervisionCard"))
        auditlog.register(self.get_model("Supplement"), exclude_fields=["body", "case_no"])
