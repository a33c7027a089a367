"""A command, from the request to the answer."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from central.kiosks.models import Kiosk
from kiosk.protocol.commands import Verb


class CommandVerb(models.TextChoices):
    """The fixed list, in the words of the console."""

    RESTART = Verb.RESTART.value, _("空闲时重启")
    OUT_OF_SERVICE = Verb.OUT_OF_SERVICE.value, _("暂停服务")
    IN_SERVICE = Verb.IN_SERVICE.value, _("恢复服务")
    RESYNC = Verb.RESYNC.value, _("立即同步")
    COLLECT_LOGS = Verb.COLLECT_LOGS.value, _("收集日志")
    ROTATE_KEY = Verb.ROTATE_KEY.value, _("更换设备密钥")


class CommandState(models.TextChoices):
    """Where a command is. One that expired unanswered stays approved: whether it was done, only the kiosk knows."""

    REQUESTED = "requested", _("待审批")
    APPROVED = "approved", _("已下发")
    ANSWERED = "answered", _("已回复")
    WITHDRAWN = "withdrawn", _("已撤回")


class KioskCommand(models.Model):
    """One command to one kiosk. `signed` are the bytes that the kiosk gets, made once, at the approval."""

    id = models.CharField(_("编号"), primary_key=True, max_length=32, editable=False)
    kiosk = models.ForeignKey(Kiosk, models.PROTECT, verbose_name=_("终端"), related_name="commands")
    verb = models.CharField(_("指令"), max_length=40, choices=CommandVerb.choices)
    args = models.JSONField(_("参数"), default=dict, blank=True, editable=False)
    not_before = models.DateTimeField(_("最早执行"), editable=False)
    expires = models.DateTimeField(_("失效时间"), editable=False)
    requester = models.CharField(_("申请人"), max_length=150, editable=False)
    approver = models.CharField(_("审批人"), max_length=150, blank=True, editable=False)
    state = models.CharField(
        _("状态"), max_length=12, choices=CommandState.choices, default=CommandState.REQUESTED, editable=False
    )
    requested_at = models.DateTimeField(_("申请时间"), auto_now_add=True)
    approved_at = models.DateTimeField(_("审批时间"), null=True, blank=True, editable=False)
    signed = models.TextField(blank=True, editable=False)
    answered_at = models.DateTimeField(_("回复时间"), null=True, blank=True, editable=False)
    outcome = models.CharField(_("结果"), max_length=40, blank=True, editable=False)
    report_id = models.CharField(_("报告"), max_length=32, blank=True, editable=False)

    class Meta:
        """Names and order."""

        verbose_name = verbose_name_plural = _("终端指令")
        ordering: ClassVar = ["-requested_at", "id"]
        indexes: ClassVar = [models.Index(fields=["kiosk", "state", "expires"])]

    def __str__(self) -> str:
        """What, and to whom."""
        return f"{self.get_verb_display()} {self.kiosk_id}"
