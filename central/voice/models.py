"""Rectification tasks and tickets. Neither names a citizen: a ticket is asked for by its number and its code."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from central.catalogue import title_of
from central.kiosks.models import Kiosk
from central.people.region_codes import REGION_DIGITS, region_code
from central.ratings.models import RatingRecord

if TYPE_CHECKING:
    from django.contrib.auth.models import User

LONGEST_TEXT = 2000
LONGEST_REPLY = 4000


class Rectification(models.Model):
    """整改: what is done about one bad rating, within 15 working days (domain.md c.11)."""

    class State(models.TextChoices):
        """How far it is."""

        OPEN = "open", _("待整改")
        DONE = "done", _("已整改")
        GROUNDLESS = "groundless", _("核实无此问题")

    rating = models.OneToOneField(RatingRecord, models.PROTECT, verbose_name=_("评价"), related_name="rectification")
    opened_at = models.DateTimeField(_("开始"), db_index=True, editable=False)
    due = models.DateField(_("整改期限"), db_index=True, editable=False)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.OPEN, editable=False)
    events = models.JSONField(default=list, editable=False)
    """What the kiosk said of itself around that visit (`central.voice.circumstances`); nothing of the citizen"""
    finding = models.TextField(_("核查情况"), max_length=LONGEST_REPLY, blank=True)
    measure = models.TextField(_("整改措施"), max_length=LONGEST_REPLY, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("办结人"), null=True, blank=True, editable=False
    )
    closed_at = models.DateTimeField(_("办结时间"), null=True, blank=True, editable=False)

    class Meta:
        """Names and order: the most urgent first."""

        verbose_name = verbose_name_plural = _("差评整改")
        ordering: ClassVar = [models.F("closed_at").desc(nulls_first=True), "due", "id"]
        permissions: ClassVar = [("close_rectification", _("办结整改"))]

    def __str__(self) -> str:
        """Of which rating."""
        return f"{self.rating} {title_of(self.rating.matter_code)}"


class TicketKind(models.TextChoices):
    """What it is."""

    CONSULTATION = "consultation", _("咨询")
    SUGGESTION = "suggestion", _("建议")
    COMPLAINT = "complaint", _("投诉")


class TicketState(models.TextChoices):
    """Where it is. `central.voice.tickets` is the one that moves it."""

    RECEIVED = "received", _("待答复")
    DRAFTED = "drafted", _("待审核")
    ANSWERED = "answered", _("已答复")
    REOPENED = "reopened", _("重新办理")
    CLOSED = "closed", _("已办结")


def _person(name: Promise) -> "models.ForeignKey[User | None, User | None]":
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=name,  # type: ignore[arg-type]  # a lazy text is what Django asks for
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )


class Ticket(models.Model):
    """One complaint, consultation or suggestion."""

    message_id = models.CharField(max_length=32, unique=True, editable=False)
    number = models.CharField(_("编号"), max_length=30, unique=True, editable=False)
    code = models.CharField(max_length=12, editable=False, db_index=True)
    """With it and the number the citizen sees the answer"""
    holder_hash = models.CharField(max_length=64, default="", blank=True, editable=False, db_index=True)
    """As of a case (`central.cases.holders`), where a card lay on the reader; it names nobody to anybody"""
    received_at = models.DateTimeField(null=True, editable=False)
    """When it came, where that is another moment than when it was written"""
    posted_sha256 = models.CharField(max_length=64, default="", editable=False)
    kind = models.CharField(_("类型"), max_length=12, choices=TicketKind.choices)
    kiosk = models.ForeignKey(
        Kiosk, models.PROTECT, verbose_name=_("终端"), null=True, blank=True, related_name="tickets"
    )
    region = models.CharField(
        _("行政区划"), max_length=REGION_DIGITS, blank=True, validators=[region_code], db_index=True
    )
    matter_code = models.CharField(_("事项编码"), max_length=60, blank=True)
    text = models.TextField(_("内容"), max_length=LONGEST_TEXT)
    opened_at = models.DateTimeField(_("提交时间"), db_index=True, editable=False)
    due = models.DateField(_("答复期限"), db_index=True, editable=False)
    state = models.CharField(
        _("状态"), max_length=10, choices=TicketState.choices, default=TicketState.RECEIVED, editable=False
    )
    reply = models.TextField(_("答复"), max_length=LONGEST_REPLY, blank=True)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("答复人"),
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("审核人"),
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True, editable=False)
    reopened = models.PositiveSmallIntegerField(_("重办次数"), default=0, editable=False)
    satisfied = models.BooleanField(_("群众满意"), null=True, blank=True, editable=False)

    class Meta:
        """Names, order, rights."""

        verbose_name = verbose_name_plural = _("咨询投诉建议")
        ordering: ClassVar = [models.F("answered_at").desc(nulls_first=True), "due", "id"]
        permissions: ClassVar = [("answer_ticket", _("起草答复")), ("approve_ticket", _("审核答复"))]

    def __str__(self) -> str:
        """Its number."""
        return self.number


class FormerReply(models.Model):
    """What was answered before a ticket was opened again."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="former_replies")
    text = models.TextField()
    answered_at = models.DateTimeField()
    objection = models.TextField(max_length=LONGEST_TEXT, blank=True)

    class Meta:
        """Order."""

        ordering: ClassVar = ["answered_at"]

    def __str__(self) -> str:
        """When."""
        return f"{self.answered_at:%F}"
