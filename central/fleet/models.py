"""What kiosks say of themselves. Heads and entries of their audit logs are only ever added, which the database holds too."""

from typing import ClassVar, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _

from central.fleet.alarm_models import Alarm, Duty
from central.fleet.health import Health
from central.fleet.history_models import KioskDay, RegionDay, Span, SupplyReading
from central.kiosks.models import Kiosk
from kiosk.protocol.audit_chain import NOTHING, Head
from kiosk.protocol.fleet import Heartbeat

__all__ = [
    "Alarm",
    "AuditBreak",
    "AuditHead",
    "AuditRecord",
    "AuditTrail",
    "Convergence",
    "Duty",
    "FleetMap",
    "KioskDay",
    "KioskReport",
    "RegionDay",
    "Span",
    "SupplyReading",
]


class KioskReport(models.Model):
    """The last heartbeat of a kiosk. `body` is all of it but the audit log; the columns are what is listed and sorted by."""

    kiosk = models.OneToOneField(Kiosk, models.CASCADE, primary_key=True, verbose_name=_("终端"), related_name="report")
    at = models.DateTimeField(_("最近心跳"))
    """Without an index: no column that every heartbeat writes may have one, or each writes to all of them"""
    body = models.TextField()
    closed = models.CharField(_("暂停原因"), max_length=60, blank=True)
    devices_down = models.PositiveSmallIntegerField(_("故障设备"), default=0)
    queue_depth = models.PositiveBigIntegerField(_("待发"), default=0)
    queue_oldest_s = models.PositiveBigIntegerField(_("最早一件（秒）"), null=True, blank=True)
    release = models.PositiveBigIntegerField(_("事项版本"), default=0)
    program = models.CharField(_("程序版本"), max_length=60, blank=True)
    health = models.CharField(
        _("健康"), max_length=10, choices=Health.choices, db_default="well", db_index=True, editable=False
    )
    """By its own word; that nothing is heard of it any more only the time says"""
    troubles = models.JSONField(default=list, editable=False)
    """Kinds of `central.fleet.health.Trouble`, for the alarms"""
    clock_offset_s = models.FloatField(_("时钟偏差（秒）"), null=True, editable=False)
    free_bytes = models.PositiveBigIntegerField(_("剩余磁盘"), db_default=0, editable=False)
    edition = models.PositiveBigIntegerField(db_default=0, editable=False)
    condition = models.CharField(max_length=16, db_default="", editable=False)
    """Of the span under way (`central.fleet.history`)"""
    levels = models.JSONField(default=dict, editable=False)
    """The reading of each supply that was kept last: percent and time"""
    empty_at = models.DateTimeField(_("最先用完"), null=True, editable=False)
    empty_supply = models.CharField(max_length=60, db_default="", editable=False)
    """What runs out first, and about when (`central.fleet.running_out`); without an index, as `at`"""

    class Meta:
        """Names and order."""

        verbose_name = verbose_name_plural = _("终端状态")
        ordering: ClassVar = ["kiosk_id"]

    def __str__(self) -> str:
        """The kiosk's id."""
        return str(self.kiosk_id)

    @property
    def heartbeat(self) -> Heartbeat:
        """All that the kiosk said."""
        return Heartbeat.model_validate_json(self.body)


class AuditTrail(models.Model):
    """How far the audit log of a kiosk was followed. A new `epoch` begins when somebody has looked into a break."""

    kiosk = models.OneToOneField(Kiosk, models.CASCADE, primary_key=True, related_name="audit_trail")
    epoch = models.PositiveIntegerField(default=1)
    n = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=NOTHING)
    broken = models.BooleanField(_("审计链中断"), default=False)

    def __str__(self) -> str:
        """How far."""
        return f"{self.kiosk_id} {self.head}"

    @property
    def head(self) -> Head:
        """The last entry that was followed."""
        return Head(self.n, self.hash)


class _OnlyAdded(models.Model):
    """A row that stays what it is. Triggers in the database say the same to everybody else (migration 0002)."""

    class Meta:
        """Not a table of its own."""

        abstract = True

    def save(self, *args: object, **more: object) -> None:
        """Once. Raises ``TypeError`` for a row that is there."""
        del args
        if not self._state.adding:
            raise TypeError("what an audit log said is never changed")
        super().save(force_insert=True, using=more.get("using"))  # type: ignore[arg-type]  # Django passes the name

    def delete(self, *_: object, **__: object) -> NoReturn:
        """Never."""
        raise TypeError("what an audit log said is never deleted")


class AuditHead(_OnlyAdded):
    """A head that a heartbeat brought: with it the kiosk is bound to everything up to this entry."""

    kiosk = models.ForeignKey(Kiosk, models.PROTECT, verbose_name=_("终端"))
    epoch = models.PositiveIntegerField()
    n = models.PositiveBigIntegerField(_("条数"))
    hash = models.CharField(_("链头"), max_length=64)
    at = models.DateTimeField(_("收到时间"), auto_now_add=True)

    class Meta:
        """Names and order."""

        verbose_name = verbose_name_plural = _("审计链头")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["kiosk", "epoch", "n"])]

    def __str__(self) -> str:
        """As `kioskctl audit verify --head` takes it."""
        return f"{self.n}:{self.hash}"


class AuditRecord(_OnlyAdded):
    """An entry of a kiosk's audit log, as it was told."""

    kiosk = models.ForeignKey(Kiosk, models.PROTECT, verbose_name=_("终端"))
    epoch = models.PositiveIntegerField()
    n = models.PositiveBigIntegerField(_("序号"))
    entry = models.TextField(_("内容"))
    hash = models.CharField(_("摘要"), max_length=64)

    class Meta:
        """Names, order, and each number once."""

        verbose_name = verbose_name_plural = _("审计记录")
        ordering: ClassVar = ["kiosk_id", "-epoch", "-n"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["kiosk", "epoch", "n"], name="entry_once")]

    def __str__(self) -> str:
        """Whose, and which."""
        return f"{self.kiosk_id} {self.n}"


class AuditBreak(models.Model):
    """A kiosk's audit log is not the one that was seen before. Stays until a person has looked into it."""

    kiosk = models.ForeignKey(Kiosk, models.PROTECT, verbose_name=_("终端"))
    epoch = models.PositiveIntegerField()
    why = models.CharField(_("说明"), max_length=200)
    at = models.DateTimeField(_("发现时间"), auto_now_add=True)
    seen_by = models.CharField(_("核查人"), max_length=150, blank=True)
    seen_at = models.DateTimeField(_("核查时间"), null=True, blank=True)

    class Meta:
        """Names and order."""

        verbose_name = verbose_name_plural = _("审计链中断")
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        """Whose."""
        return str(self.kiosk_id)


class FleetMap(KioskReport):
    """The same rows as a map by region (`central.fleet.map_page`)."""

    class Meta:
        """Names."""

        proxy = True
        verbose_name = verbose_name_plural = _("终端地图")


class Convergence(KioskReport):
    """The same rows by the release in use (`central.fleet.convergence_page`)."""

    class Meta:
        """Names."""

        proxy = True
        verbose_name = verbose_name_plural = _("版本收敛")
