"""Alarms, and who is on duty."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from central.commands.models import KioskCommand
from central.fleet.health import GRAVE, Trouble
from central.kiosks.models import Kiosk
from central.people.region_codes import REGION_DIGITS, region_code


class Alarm(models.Model):
    """Something is wrong with a kiosk. Open until it is over; somebody says that they have seen it, and perhaps commands."""

    kiosk = models.ForeignKey(Kiosk, models.CASCADE, verbose_name=_("终端"), related_name="alarms", editable=False)
    kind = models.CharField(_("告警"), max_length=10, choices=Trouble.choices, editable=False)
    detail = models.CharField(_("情况"), max_length=300, blank=True, editable=False)
    began_at = models.DateTimeField(_("开始"), db_index=True, editable=False)
    over_at = models.DateTimeField(_("恢复"), null=True, blank=True, db_index=True, editable=False)
    seen_by = models.CharField(_("确认人"), max_length=150, blank=True, editable=False)
    seen_at = models.DateTimeField(_("确认时间"), null=True, blank=True, editable=False)
    note = models.CharField(_("处理说明"), max_length=300, blank=True)
    command = models.ForeignKey(
        KioskCommand, models.PROTECT, verbose_name=_("指令"), null=True, blank=True, related_name="+", editable=False
    )

    class Meta:
        """Names, order, rights, and one open alarm of a kind."""

        verbose_name = verbose_name_plural = _("终端告警")
        ordering: ClassVar = [models.F("over_at").desc(nulls_first=True), "-began_at", "-id"]
        permissions: ClassVar = [("acknowledge_alarm", _("确认告警"))]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kiosk", "kind"], condition=models.Q(over_at=None), name="one_open_alarm_of_a_kind"
            )
        ]

    def __str__(self) -> str:
        """What, where."""
        return f"{self.get_kind_display()} {self.kiosk_id}"

    @property
    def grave(self) -> bool:
        """Whether citizens are turned away by it."""
        return self.kind in GRAVE


class Duty(models.Model):
    """Who is called about kiosks of a region, at which times. A region of more digits goes before one of fewer."""

    region = models.CharField(_("行政区划"), max_length=REGION_DIGITS, validators=[region_code], db_index=True)
    name = models.CharField(_("值班人员"), max_length=60)
    phone = models.CharField(
        _("电话"), max_length=30, validators=[RegexValidator(r"\A[0-9+ -]{3,30}\Z", _("电话号码"))]
    )
    weekdays = models.CharField(
        _("星期"),
        max_length=7,
        default="1234567",
        validators=[RegexValidator(r"\A[1-7]{1,7}\Z", _("1 为星期一，7 为星期日"))],
        help_text=_("1 为星期一，7 为星期日；12345 为工作日"),
    )
    begins = models.TimeField(_("开始"))
    ends = models.TimeField(_("结束"), help_text=_("早于开始时间表示次日"))

    class Meta:
        """Names and order."""

        verbose_name = verbose_name_plural = _("值班表")
        ordering: ClassVar = ["region", "begins"]

    def __str__(self) -> str:
        """Who."""
        return self.name

    def clean(self) -> None:
        """A watch lasts some time."""
        if self.begins == self.ends:
            raise ValidationError({"ends": _("结束时间不能等于开始时间")})
