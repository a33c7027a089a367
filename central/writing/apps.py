"""Django's registration of this concern."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WritingConfig(AppConfig):
    """Drafts of matters."""

    name = "central.writing"
    verbose_name = _("事项编制")

    def ready(self) -> None:
        """Every change of a draft is written down; a file by its name and hash."""
        from auditlog.registry import auditlog  # noqa: PLC0415  needs loaded apps

        from central.writing.models import DraftFile, MatterDraft  # noqa: PLC0415  models are not loaded before

        auditlog.register(MatterDraft, exclude_fields=["updated_at", "revision"])
        auditlog.register(DraftFile, exclude_fields=["content"])
