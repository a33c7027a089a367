"""Django's registration of this concern."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewConfig(AppConfig):
    """Review and release."""

    name = "central.review"
    verbose_name = _("审核与发布")

    def ready(self) -> None:
        """Every step of a review and of a release is written down."""
        from auditlog.registry import auditlog  # noqa: PLC0415  needs loaded apps

        from central.review import models  # noqa: PLC0415  models are not loaded before

        for model in (models.Proposal, models.RedCard, models.MatterRelease, models.Notice, models.MatterSwitch):
            auditlog.register(model)
