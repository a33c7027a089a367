"""How well each service answered when it was last asked, for every process of the platform; a row each."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class ServiceState(models.TextChoices):
    """What can be said of a service."""

    UP = "up", _("正常")
    SLOW = "slow", _("缓慢")
    DOWN = "down", _("不可用")


class ServiceStanding(models.Model):
    """One service. `since` is when it came into its state."""

    service = models.CharField(_("服务"), primary_key=True, max_length=20, editable=False)
    state = models.CharField(_("状态"), max_length=4, choices=ServiceState.choices, editable=False)
    since = models.DateTimeField(_("自何时起"), editable=False)
    latency_ms = models.PositiveIntegerField(_("应答（毫秒）"), editable=False)
    checked_at = models.DateTimeField(_("检查时间"), editable=False)

    class Meta:
        """Names and order."""

        verbose_name = verbose_name_plural = _("服务状态")
        ordering: ClassVar = ["service"]

    def __str__(self) -> str:
        """Which."""
        return self.service
