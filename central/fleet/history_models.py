"""What heartbeats said over time, kept small: a span while nothing changed, a reading where a level fell, a row a day."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from central.kiosks.models import Kiosk
from central.people.region_codes import REGION_DIGITS


class Span(models.Model):
    """A time in which a kiosk was heard and nothing changed of what it could do. `until` is empty while it lasts."""

    kiosk = models.ForeignKey(Kiosk, models.CASCADE, verbose_name=_("终端"), related_name="spans")
    began = models.DateTimeField(_("开始"))
    until = models.DateTimeField(_("结束"), null=True, blank=True)
    closed = models.CharField(_("暂停原因"), max_length=60, blank=True)
    release = models.PositiveBigIntegerField(_("事项版本"), default=0)
    situation = models.TextField()
    """JSON of `central.fleet.history.Condition`"""

    class Meta:
        """Names and what is looked for."""

        verbose_name = verbose_name_plural = _("运行时段")
        ordering: ClassVar = ["kiosk_id", "began"]
        indexes: ClassVar = [
            models.Index(fields=["kiosk", "began"], name="span_kiosk_began"),
            models.Index(fields=["until"], name="span_until"),
        ]

    def __str__(self) -> str:
        """Whose, since when."""
        return f"{self.kiosk_id} {self.began:%F %H:%M}"


class SupplyReading(models.Model):
    """How much was left of something, at a time."""

    kiosk = models.ForeignKey(Kiosk, models.CASCADE, related_name="supply_readings")
    supply = models.CharField(max_length=60)
    at = models.DateTimeField()
    percent = models.PositiveSmallIntegerField()

    class Meta:
        """What is looked for."""

        indexes: ClassVar = [models.Index(fields=["kiosk", "supply", "at"], name="reading_of")]

    def __str__(self) -> str:
        """How much of what."""
        return f"{self.supply} {self.percent} %"


class KioskDay(models.Model):
    """One civil day of one kiosk. The lists have 24 numbers of seconds: heard, and open to citizens.

    `lacking` are seconds in which the kiosk was open and a matter of its release could not be done, by the matter's code.
    """

    kiosk = models.ForeignKey(Kiosk, models.CASCADE, verbose_name=_("终端"), related_name="days")
    day = models.DateField(_("日期"), db_index=True)
    expected_s = models.PositiveIntegerField(default=86_400)
    heard_s = models.PositiveIntegerField(db_default=0)
    open_s = models.PositiveIntegerField(db_default=0)
    heard = models.JSONField()
    open = models.JSONField()
    lacking = models.JSONField(default=dict)

    class Meta:
        """Names, order, and each day once."""

        verbose_name = verbose_name_plural = _("月度在线率")
        ordering: ClassVar = ["-day", "kiosk_id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["kiosk", "day"], name="kiosk_day_once")]

    def __str__(self) -> str:
        """Whose, which."""
        return f"{self.kiosk_id} {self.day}"


class RegionDay(models.Model):
    """The same of all kiosks of a region together, so that a month of a province is read at once.

    `lacking` has for each matter two numbers of seconds: those in which it could not be done, of those in which it was on offer.
    """

    region = models.CharField(_("行政区划"), max_length=REGION_DIGITS, blank=True)
    day = models.DateField(_("日期"), db_index=True)
    kiosks = models.PositiveIntegerField()
    expected_s = models.PositiveBigIntegerField()
    heard = models.JSONField()
    open = models.JSONField()
    lacking = models.JSONField(default=dict)

    class Meta:
        """Each once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["region", "day"], name="region_day_once")]

    def __str__(self) -> str:
        """Which."""
        return f"{self.region} {self.day}"
