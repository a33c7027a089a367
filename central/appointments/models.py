"""Times that a department has, and who has taken one. Nobody is named: a person is a keyed hash (`central.cases.holders`)."""

from datetime import datetime
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from central.kiosks.models import Kiosk
from central.people.region_codes import REGION_DIGITS, region_code

MOST_PEOPLE = 500


class Slot(models.Model):
    """One time of one department on one day, for at most `capacity` people. `central.appointments.booking` counts `taken`."""

    department = models.CharField(_("部门"), max_length=100, db_index=True)
    """As in the matters (实施主体), in Chinese"""
    region = models.CharField(_("行政区划"), max_length=REGION_DIGITS, blank=True, validators=[region_code])
    place = models.CharField(_("地点"), max_length=100)
    day = models.DateField(_("日期"), db_index=True)
    begins = models.TimeField(_("开始"))
    ends = models.TimeField(_("结束"))
    capacity = models.PositiveSmallIntegerField(
        _("可约人数"), validators=[MinValueValidator(1), MaxValueValidator(MOST_PEOPLE)]
    )
    taken = models.PositiveSmallIntegerField(_("已约人数"), default=0, editable=False)

    class Meta:
        """Names, order, and each time once, never with more people than it has room for."""

        verbose_name = verbose_name_plural = _("预约时段")
        ordering: ClassVar = ["day", "begins", "department"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["department", "place", "day", "begins"], name="slot_once"),
            models.CheckConstraint(condition=models.Q(taken__lte=models.F("capacity")), name="slot_not_oversold"),
        ]

    def __str__(self) -> str:
        """Department and time."""
        return f"{self.department} {self.day} {self.begins:%H:%M}"

    def clean(self) -> None:
        """Ends after it begins, and has room for whoever has booked."""
        if None not in (self.begins, self.ends) and self.ends <= self.begins:
            raise ValidationError({"ends": _("结束要晚于开始")})
        capacity: int | None = self.capacity
        if capacity is not None and capacity < self.taken:
            raise ValidationError({"capacity": _("已有 %(taken)d 人预约，不能更少") % {"taken": self.taken}})

    @property
    def starts_at(self) -> datetime:
        """The moment, in China's time."""
        return timezone.make_aware(datetime.combine(self.day, self.begins))

    @property
    def ends_at(self) -> datetime:
        """As `starts_at`."""
        return timezone.make_aware(datetime.combine(self.day, self.ends))


class AppointmentState(models.TextChoices):
    """What became of it."""

    BOOKED = "booked", _("已预约")
    CANCELLED = "cancelled", _("已取消")


class Appointment(models.Model):
    """One person, one time."""

    number = models.CharField(_("预约号"), max_length=20, unique=True, editable=False)
    slot = models.ForeignKey(Slot, models.PROTECT, verbose_name=_("时段"), related_name="appointments", editable=False)
    holder_hash = models.CharField(max_length=64, db_index=True, editable=False)
    matter_code = models.CharField(_("事项编码"), max_length=60, editable=False)
    matter = models.JSONField(_("事项"), default=dict, editable=False)
    """zh, en, and department_en"""
    kiosk = models.ForeignKey(Kiosk, models.PROTECT, verbose_name=_("终端"), related_name="+", editable=False)
    state = models.CharField(
        _("状态"), max_length=9, choices=AppointmentState.choices, default=AppointmentState.BOOKED, editable=False
    )
    booked_at = models.DateTimeField(_("预约时间"), editable=False)
    cancelled_at = models.DateTimeField(_("取消时间"), null=True, blank=True, editable=False)
    message_id = models.CharField(max_length=32, unique=True, editable=False)
    posted_sha256 = models.CharField(max_length=64, editable=False)

    class Meta:
        """Names, order, and nobody twice in one time."""

        verbose_name = verbose_name_plural = _("预约记录")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["slot", "holder_hash"], condition=models.Q(state="booked"), name="appointment_once"
            )
        ]

    def __str__(self) -> str:
        """Its number."""
        return self.number
