"""How well a kiosk is, by its last heartbeat: pure. The limits are here and nowhere else."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from kiosk.protocol.fleet import FAILED, Heartbeat, LookEnd, look_end

SILENT = timedelta(minutes=3)
"""A kiosk from which nothing was heard for so long is not there"""
QUEUE_OLD_S = 3600
CLOCK_OFF_S = 60.0
"""Signatures are refused beyond 300 s; a receipt's time has to be right before that"""
DISK_LOW_BYTES = 2_000_000_000
WELL_STATES = frozenset({"online", "degraded", "busy", "starting"})
"""What starts is not known to be down: every kiosk begins so; what is degraded works, and somebody should come"""
USABLE_STATES = frozenset({"online", "degraded", "busy"})
BY_COMMAND = "withdrawn"
"""Why a kiosk says it is closed when the platform told it to"""


class Health(models.TextChoices):
    """From well to gone."""

    WELL = "well", _("正常")
    ATTENTION = "attention", _("需留意")
    ILL = "ill", _("故障")
    SILENT = "silent", _("失联")


class Trouble(models.TextChoices):
    """What an alarm is about."""

    SILENT = "silent", _("失联")
    CLOSED = "closed", _("暂停服务")
    DEVICE = "device", _("设备故障")
    SUPPLY = "supply", _("耗材不足")
    QUEUE = "queue", _("积压超时")
    DEAD = "dead", _("无法送达")
    CLOCK = "clock", _("时钟偏差")
    DISK = "disk", _("磁盘将满")
    STORE = "store", _("存储故障")
    RELEASE = "release", _("版本未能启用")
    AUDIT = "audit", _("审计链中断")


GRAVE = frozenset(
    {Trouble.SILENT, Trouble.CLOSED, Trouble.DEVICE, Trouble.QUEUE, Trouble.DEAD, Trouble.STORE, Trouble.AUDIT}
)
"""A citizen is turned away, or something of theirs lies here"""


def troubles_of(heartbeat: Heartbeat) -> tuple[Trouble, ...]:
    """What is wrong by its own word."""
    return tuple(_troubles(heartbeat))


def health_of(troubles: tuple[Trouble, ...], *, closed: str = "") -> Health:
    """The worst of it. A kiosk that is closed because somebody said so is not ill."""
    if not troubles:
        return Health.ATTENTION if closed else Health.WELL
    return Health.ILL if GRAVE.intersection(troubles) else Health.ATTENTION


def devices_down(heartbeat: Heartbeat) -> int:
    """How many do not work."""
    return sum(one.state not in WELL_STATES for one in heartbeat.devices.values())


def _troubles(heartbeat: Heartbeat) -> Iterator[Trouble]:
    queue = heartbeat.queue
    if heartbeat.closed and heartbeat.closed != BY_COMMAND:
        yield Trouble.CLOSED
    if devices_down(heartbeat):
        yield Trouble.DEVICE
    if any(one.low for one in heartbeat.supplies.values()):
        yield Trouble.SUPPLY
    if queue.oldest_s is not None and queue.oldest_s >= QUEUE_OLD_S:
        yield Trouble.QUEUE
    if queue.dead:
        yield Trouble.DEAD
    if heartbeat.clock_offset_s is not None and abs(heartbeat.clock_offset_s) >= CLOCK_OFF_S:
        yield Trouble.CLOCK
    if heartbeat.free_bytes < DISK_LOW_BYTES:
        yield Trouble.DISK
    if queue.level == FAILED:
        yield Trouble.STORE
    if look_end(heartbeat.release_said) in (LookEnd.REFUSED, LookEnd.TAKEN_BACK):
        yield Trouble.RELEASE
