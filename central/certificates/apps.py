"""Django's registration of this concern."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificatesConfig(AppConfig):
    """Certificates."""

    name = "central.certificates"
    verbose_name = _("证明")

    def ready(self) -> None:
        """Changes of certificates are audited, without the person and what was certified."""
        from auditlog.registry import auditlog  # noqa: PLC0415  has models itself: usable once the apps are

        hidden = ["code", "holder_name", "holder_number", "data"]
        auditlog.register(self.get_model("Certificate"), exclude_fields=hidden)
