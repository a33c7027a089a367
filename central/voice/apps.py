"""Django's registration of this concern."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VoiceConfig(AppConfig):
    """The voice of the citizen."""

    name = "central.voice"
    verbose_name = _("群众声音")

    def ready(self) -> None:
        """Changes are written down; what citizens wrote is not copied into the trail."""
        from auditlog.registry import auditlog  # noqa: PLC0415  needs loaded apps

        from central.voice.models import Rectification, Ticket  # noqa: PLC0415  as above

        auditlog.register(Ticket, exclude_fields=["text", "reply", "code", "posted_sha256", "holder_hash"])
        auditlog.register(Rectification, exclude_fields=["events"])
