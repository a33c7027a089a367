"""Parcels. The address stays in the case's application; a parcel holds none."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from central.cases.models import Case


class ParcelState(models.TextChoices):
    """Where a parcel is."""

    READY = "ready", _("待寄出")
    POSTED = "posted", _("已交寄")
    ON_THE_WAY = "on-the-way", _("运输中")
    DELIVERED = "delivered", _("已签收")
    RETURNED = "returned", _("已退回")
    LOST = "lost", _("丢失")


class Parcel(models.Model):
    """One parcel with the result of a case. A returned or lost one may be followed by another."""

    case = models.ForeignKey(Case, models.PROTECT, verbose_name=_("办件"), related_name="parcels", editable=False)
    tracking_no = models.CharField(_("物流单号"), max_length=50, unique=True, editable=False)
    carrier = models.CharField(_("承运方"), max_length=20, default="EMS", editable=False)
    checked = models.BooleanField(_("校验位已核对"), default=False, editable=False)
    state = models.CharField(
        _("状态"), max_length=12, choices=ParcelState.choices, default=ParcelState.READY, editable=False
    )
    events = models.JSONField(default=list, editable=False)
    """State, moment and person of every step"""
    created_at = models.DateTimeField(_("登记时间"), editable=False)

    class Meta:
        """Names and order."""

        verbose_name = verbose_name_plural = _("邮件")
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        """Its number."""
        return self.tracking_no
