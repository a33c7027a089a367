"""Django's registration of this concern."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeliveryConfig(AppConfig):
    """Deliveries."""

    name = "central.delivery"
    verbose_name = _("送达")

    def ready(self) -> None:
        """Changes of parcels are audited; they hold no address."""
        from auditlog.registry import auditlog  # noqa: PLC0415  has models itself: usable once the apps are

        auditlog.register(self.get_model("Parcel"))
