"""One report, and the files that came with it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from central.cases.models import Blob
from central.kiosks.models import Kiosk


class ReportRecord(models.Model):
    """A report as received. `id` is its idempotency key."""

    id = models.CharField(_("编号"), primary_key=True, max_length=32, editable=False)
    kiosk = models.ForeignKey(Kiosk, models.PROTECT, verbose_name=_("终端"), related_name="reports", editable=False)
    subject = models.CharField(_("类别"), max_length=40, editable=False)
    about = models.CharField(_("关于"), max_length=64, blank=True, db_index=True, editable=False)
    reported_at = models.DateTimeField(_("终端时间"), editable=False)
    received_at = models.DateTimeField(_("收到时间"), editable=False)
    facts = models.JSONField(_("内容"), editable=False)
    key_id = models.CharField(max_length=16, editable=False)
    posted_sha256 = models.CharField(max_length=64, editable=False)

    class Meta:
        """Names and order."""

        verbose_name = verbose_name_plural = _("终端报告")
        ordering: ClassVar = ["-received_at"]

    def __str__(self) -> str:
        """What it is about."""
        return f"{self.subject} {self.about}".strip()


class ReportFile(models.Model):
    """A file of a report, sealed where it lies."""

    report = models.ForeignKey(ReportRecord, models.CASCADE, related_name="files")
    position = models.PositiveSmallIntegerField(_("序号"))
    media_type = models.CharField(_("格式"), max_length=80)
    sha256 = models.CharField(max_length=64)
    blob = models.ForeignKey(Blob, models.PROTECT)

    class Meta:
        """One file a place."""

        verbose_name = verbose_name_plural = _("文件")
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "position"], name="file_once")]

    def __str__(self) -> str:
        """Its place."""
        return str(self.position)
