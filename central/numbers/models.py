"""Sums that pages read, kept from cases, ratings and the kiosks' own counts; and what only people know."""

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from central.kiosks.models import Kiosk
from central.people.region_codes import REGION_DIGITS, region_code


class Grain(models.TextChoices):
    """How long a sum is over."""

    DAY = "d", _("日")
    MONTH = "m", _("月")


class CaseCount(models.Model):
    """Cases that came in on one day (or in one month) from one region for one matter, and what became of them until now.

    Ratings count on the day on which they were given; `best` to `worst` are the five levels of GB/T 39046 A.8.
    """

    grain = models.CharField(max_length=1, choices=Grain.choices)
    start = models.DateField(_("日期"))
    region = models.CharField(_("行政区划"), max_length=REGION_DIGITS, blank=True)
    matter_code = models.CharField(_("事项编码"), max_length=60)
    arrived = models.PositiveIntegerField(default=0)
    finished = models.PositiveIntegerField(default=0)
    once = models.PositiveIntegerField(default=0)
    by_rule = models.PositiveIntegerField(default=0)
    best = models.PositiveIntegerField(default=0)
    good = models.PositiveIntegerField(default=0)
    fair = models.PositiveIntegerField(default=0)
    poor = models.PositiveIntegerField(default=0)
    worst = models.PositiveIntegerField(default=0)

    class Meta:
        """Names, and each sum once."""

        verbose_name = verbose_name_plural = _("运行指标")
        ordering: ClassVar = ["-start", "region", "matter_code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grain", "start", "region", "matter_code"], name="case_count_once")
        ]
        permissions: ClassVar = [("export_numbers", _("导出运行指标"))]

    def __str__(self) -> str:
        """Which."""
        return f"{self.start} {self.region} {self.matter_code}"


MEASURES = ("arrived", "finished", "once", "by_rule", "best", "good", "fair", "poor", "worst")
"""The sums of a `CaseCount`"""


class VisitCount(models.Model):
    """What a kiosk counted of its visits on one day (`kiosk.protocol.tally`)."""

    kiosk = models.ForeignKey(Kiosk, models.CASCADE, related_name="+")
    day = models.DateField(_("日期"), db_index=True)
    matter_code = models.CharField(_("事项编码"), max_length=60)
    version = models.PositiveIntegerField(_("版本"))
    measure = models.CharField(max_length=40)
    n = models.PositiveBigIntegerField()

    class Meta:
        """Names, and each number once."""

        verbose_name = verbose_name_plural = _("流失与填报")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kiosk", "day", "matter_code", "version", "measure"], name="visit_count_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["matter_code", "day"], name="visits_of_matter")]

    def __str__(self) -> str:
        """Which."""
        return f"{self.day} {self.matter_code} {self.measure}"


class Mark(models.Model):
    """How far something was followed."""

    name = models.CharField(primary_key=True, max_length=20)
    value = models.BigIntegerField(default=0)
    at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """What."""
        return self.name


class Channel(models.TextChoices):
    """Where else cases come in; the kiosks' own are counted here."""

    WINDOW = "window", _("窗口")
    WEB = "web", _("网上")
    MOBILE = "mobile", _("掌上")


class OtherChannel(models.Model):
    """How many cases another channel took in a month, as its owner says: shares cannot be told without it."""

    month = models.DateField(_("月份"), help_text=_("当月第一天"))
    region = models.CharField(_("行政区划"), max_length=REGION_DIGITS, validators=[region_code])
    channel = models.CharField(_("渠道"), max_length=6, choices=Channel.choices)
    cases = models.PositiveBigIntegerField(_("办件量"), validators=[MinValueValidator(0)])

    class Meta:
        """Names, order, and each once."""

        verbose_name = verbose_name_plural = _("其他渠道办件量")
        ordering: ClassVar = ["-month", "region", "channel"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["month", "region", "channel"], name="other_channel_once")
        ]

    def __str__(self) -> str:
        """Which."""
        return f"{self.month:%Y-%m} {self.region} {self.get_channel_display()}"

    def save(self, *args: object, **more: object) -> None:
        """A month is named by its first day."""
        self.month = self.month.replace(day=1)
        super().save(*args, **more)  # type: ignore[arg-type]  # Django passes what it declares


class Duty(models.TextChoices):
    """Of which list an entry is."""

    SERVICE = "service", _("政务服务事项")
    SUPERVISION = "supervision", _("监管事项")


class DutyItem(models.Model):
    """An entry of the list that a region has to claim from (基本目录, 监管事项目录)."""

    region = models.CharField(_("行政区划"), max_length=REGION_DIGITS, validators=[region_code], db_index=True)
    kind = models.CharField(_("类别"), max_length=11, choices=Duty.choices, default=Duty.SERVICE)
    code = models.CharField(_("目录编码"), max_length=60)
    title = models.CharField(_("名称"), max_length=300)
    claimed = models.BooleanField(_("已认领"), default=False)
    covered = models.BooleanField(_("有监管行为"), default=False, help_text=_("仅监管事项"))

    class Meta:
        """Names, order, and each once."""

        verbose_name = verbose_name_plural = _("应认领目录")
        ordering: ClassVar = ["region", "kind", "code"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["region", "kind", "code"], name="duty_item_once")]

    def __str__(self) -> str:
        """Its title."""
        return self.title


class Export(models.Model):
    """A file that was handed out, so that whoever holds it can prove that it is the one."""

    at = models.DateTimeField(_("时间"), auto_now_add=True)
    by = models.CharField(_("导出人"), max_length=150)
    name = models.CharField(_("文件"), max_length=100)
    asked = models.JSONField(_("范围"), default=dict)
    rows = models.PositiveIntegerField(_("行数"))
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)

    class Meta:
        """Names and order."""

        verbose_name = verbose_name_plural = _("导出记录")
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        """The file's name."""
        return self.name


class Funnel(VisitCount):
    """The same rows, as the page of where citizens give up (`central.numbers.admin`)."""

    class Meta:
        """Names."""

        proxy = True
        verbose_name = verbose_name_plural = _("流失与填报")
