"""Django's registration of this concern."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    """Payments."""

    name = "central.payments"
    verbose_name = _("收费")

    def ready(self) -> None:
        """Changes of orders and refunds are audited; the code that opens the page is a secret."""
        from auditlog.registry import auditlog  # noqa: PLC0415  has models itself: usable once the apps are

        auditlog.register(self.get_model("Order"), exclude_fields=["code"])
        auditlog.register(self.get_model("Refund"))
        auditlog.register(self.get_model("Reconciliation"))
