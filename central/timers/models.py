"""What is known of each task: when it is next due, who has it in hand, and how it ended last."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class TaskRecord(models.Model):
    """One row for each task of `central.timers.tasks`. `holder` has it in hand until `held_until`, whatever becomes of it."""

    name = models.CharField(_("任务"), primary_key=True, max_length=40, editable=False)
    next_at = models.DateTimeField(_("下次"), editable=False)
    holder = models.CharField(max_length=32, default="", blank=True, editable=False)
    held_until = models.DateTimeField(null=True, editable=False)
    began_at = models.DateTimeField(_("最近开始"), null=True, editable=False)
    done_at = models.DateTimeField(_("最近完成"), null=True, editable=False)
    took_ms = models.PositiveIntegerField(_("用时（毫秒）"), default=0, editable=False)
    failures = models.PositiveIntegerField(_("连续失败"), default=0, editable=False)
    said = models.CharField(_("结果"), max_length=300, default="", blank=True, editable=False)
    """Counts by name; of a failure the kind of the error, never its text"""

    class Meta:
        """Names, order, and only the right to look."""

        verbose_name = verbose_name_plural = _("定时任务")
        ordering: ClassVar = ["name"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        """Its name."""
        return self.name
