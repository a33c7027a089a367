"""What citizens hand in at kiosks for cases that are there (补交): every one of them, whatever became of it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from central.kiosks.models import Kiosk
from kiosk.protocol.supplement import Supplement as Message


class Standing(models.TextChoices):
    """What became of it."""

    TAKEN = "taken", _("已进办件")
    LATE = "late", _("已进办件，办件那时已经结束")
    ASIDE = "aside", _("没有进办件")


TO_HANDLE = models.Q(seen_at=None, standing__in=(Standing.LATE, Standing.ASIDE))
"""Nobody has looked yet, and no case shows it among its work"""


class Aside(models.TextChoices):
    """Why it went into no case."""

    NONE = "", ""
    NO_CASE = "no-case", _("没有这个编号的办件")
    STRANGER = "stranger", _("交材料的人不是这件的申请人")


class Supplement(models.Model):
    """One hand-in. Its id is the idempotency key; `body` as the kiosk sealed it, and `body_sha256` stands on the receipt.

    `counted_at` is the moment that counts for the case: that of handing in, as far as it can be believed.
    """

    id = models.CharField(primary_key=True, max_length=32, editable=False)
    kiosk = models.ForeignKey(Kiosk, models.PROTECT, verbose_name=_("终端"), related_name="supplements", editable=False)
    case = models.ForeignKey(
        "cases.Case", models.PROTECT, verbose_name=_("办件"), related_name="supplements", null=True, editable=False
    )
    case_no = models.CharField(_("办件编号"), max_length=16, editable=False)
    receipt_no = models.CharField(_("凭证号"), max_length=40, db_index=True, editable=False)
    standing = models.CharField(_("去向"), max_length=8, choices=Standing.choices, editable=False)
    why = models.CharField(_("原因"), max_length=12, choices=Aside.choices, default="", blank=True, editable=False)
    handed_at = models.DateTimeField(_("补交时间"), editable=False)
    counted_at = models.DateTimeField(editable=False)
    received_at = models.DateTimeField(_("收到时间"), editable=False)
    body = models.TextField(editable=False)
    body_sha256 = models.CharField(max_length=64, editable=False)
    posted_sha256 = models.CharField(max_length=64, editable=False)
    key_id = models.CharField(max_length=16, default="", editable=False)
    note = models.TextField(_("处理说明"), default="", blank=True)
    seen_at = models.DateTimeField(_("处理时间"), null=True, blank=True, editable=False)
    seen_by = models.CharField(_("处理人"), max_length=150, default="", blank=True, editable=False)

    class Meta:
        """Names and order, and those that somebody has to look at."""

        verbose_name = verbose_name_plural = _("补交材料")
        ordering: ClassVar = ["-received_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["-received_at", "-id"], name="supplement_newest"),
            models.Index(
                fields=["received_at"],
                condition=TO_HANDLE,
                name="supplement_unseen",
            ),
        ]

    def __str__(self) -> str:
        """The number on its receipt."""
        return self.receipt_no

    @property
    def message(self) -> Message:
        """What was handed in."""
        return Message.model_validate_json(self.body)


class SupplementPage(models.Model):
    """One page of it, sealed as it came: also of one that went into no case."""

    supplement = models.ForeignKey(Supplement, models.CASCADE, related_name="pages")
    key = models.CharField(_("材料"), max_length=40)
    page = models.PositiveSmallIntegerField(_("页"))
    media_type = models.CharField(_("格式"), max_length=80)
    sha256 = models.CharField(max_length=64)
    blob = models.ForeignKey("cases.Blob", models.PROTECT)

    class Meta:
        """One page once."""

        verbose_name = verbose_name_plural = _("补交的页")
        ordering: ClassVar = ["key", "page"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["supplement", "key", "page"], name="supplied_once")]

    def __str__(self) -> str:
        """Material and page."""
        return f"{self.key} {self.page}"
