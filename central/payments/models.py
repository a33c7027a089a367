"""Orders, refunds, daily comparisons; and the books of the simulated provider, which are not ours."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from central.cases.models import Case


def provider_words(name: str) -> str:
    """What a payment provider or its channel is called; a province's own by its name."""
    said = {"simulated": gettext("模拟支付"), "counter": gettext("窗口")}
    return said.get(name, name)


class OrderState(models.TextChoices):
    """What is known of the money. `PENDING` is 处理中: neither paid nor failed until the provider says so."""

    DUE = "due", _("待缴")
    PENDING = "pending", _("处理中")
    PAID = "paid", _("成功")
    FAILED = "failed", _("失败")


class Way(models.TextChoices):
    """Where it was paid."""

    NONE = "", _("未缴")
    KIOSK = "kiosk", _("自助终端")
    LINK = "link", _("手机扫码")
    COUNTER = "counter", _("窗口")


class Order(models.Model):
    """The fee of one case. Number and code together open the page where it is paid."""

    order_no = models.CharField(_("缴款单号"), primary_key=True, max_length=50, editable=False)
    code = models.CharField(max_length=12, editable=False)
    case = models.OneToOneField(Case, models.PROTECT, verbose_name=_("办件"), related_name="order", editable=False)
    amount_fen = models.PositiveIntegerField(_("金额（分）"), editable=False)
    state = models.CharField(_("状态"), max_length=8, choices=OrderState.choices, editable=False)
    way = models.CharField(_("缴费途径"), max_length=8, choices=Way.choices, default="", blank=True, editable=False)
    channel = models.CharField(_("渠道"), max_length=40, default="", blank=True, editable=False)
    slip_no = models.CharField(_("窗口票据号"), max_length=40, default="", blank=True, editable=False)
    collected_by = models.CharField(_("收款人"), max_length=150, default="", blank=True, editable=False)
    created_at = models.DateTimeField(_("开单时间"), editable=False)
    asked_at = models.DateTimeField(null=True, editable=False)
    """When the provider was last asked to take the money; it may have done so from then on"""
    paid_at = models.DateTimeField(_("缴费时间"), null=True, blank=True, db_index=True, editable=False)
    papers_at = models.DateTimeField(null=True, editable=False)
    """From when on the papers that waited for the money are made; empty once they are (`central.certificates.paid_for`)"""

    class Meta:
        """Names, order and rights."""

        verbose_name = verbose_name_plural = _("缴款单")
        ordering: ClassVar = ["-created_at"]
        permissions: ClassVar = [("collect_order", _("窗口收款")), ("refund_order", _("退款"))]
        indexes: ClassVar = [
            models.Index(fields=["-created_at"], name="order_newest"),
            models.Index(fields=["papers_at"], condition=models.Q(papers_at__isnull=False), name="order_papers"),
        ]

    def __str__(self) -> str:
        """Its number."""
        return self.order_no


class RefundState(models.TextChoices):
    """What is known of a refund."""

    PENDING = "pending", _("处理中")
    DONE = "done", _("已退款")
    FAILED = "failed", _("失败")


class Refund(models.Model):
    """The one refund of an order: that the order is its key is the promise that there are never two."""

    order = models.OneToOneField(
        Order, models.PROTECT, verbose_name=_("缴款单"), primary_key=True, related_name="refund", editable=False
    )
    refund_no = models.CharField(_("退款单号"), max_length=50, unique=True, editable=False)
    amount_fen = models.PositiveIntegerField(_("金额（分）"), editable=False)
    state = models.CharField(_("状态"), max_length=8, choices=RefundState.choices, editable=False)
    reason = models.TextField(_("理由"), editable=False)
    person = models.CharField(_("经办人"), max_length=150, editable=False)
    asked_at = models.DateTimeField(_("申请时间"), editable=False)
    done_at = models.DateTimeField(_("到账时间"), null=True, blank=True, db_index=True, editable=False)

    class Meta:
        """Names."""

        verbose_name = verbose_name_plural = _("退款")
        ordering: ClassVar = ["-asked_at"]

    def __str__(self) -> str:
        """Its number."""
        return self.refund_no


class Reconciliation(models.Model):
    """One day of one provider, compared: sums of both books, and every difference by its order."""

    provider = models.CharField(_("支付机构"), max_length=40, editable=False)
    day = models.DateField(_("日期"), editable=False)
    made_at = models.DateTimeField(_("对账时间"), editable=False)
    ours_count = models.PositiveIntegerField(_("我方笔数"), editable=False)
    ours_fen = models.BigIntegerField(_("我方净额（分）"), editable=False)
    theirs_count = models.PositiveIntegerField(_("对方笔数"), editable=False)
    theirs_fen = models.BigIntegerField(_("对方净额（分）"), editable=False)
    differences = models.JSONField(_("差异"), default=list, editable=False)

    class Meta:
        """Names, and one report for a day."""

        verbose_name = verbose_name_plural = _("对账")
        ordering: ClassVar = ["-day"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["provider", "day"], name="reconciled_once")]

    def __str__(self) -> str:
        """Provider and day."""
        return f"{provider_words(self.provider)} {self.day}"


class SimulatedEntry(models.Model):
    """One line in the books of the simulated provider. Nothing but that provider looks at it."""

    number = models.CharField(primary_key=True, max_length=50)
    """An order's or a refund's"""
    of_order = models.CharField(max_length=50, default="")
    """The order that a refund is of"""
    amount_fen = models.IntegerField()
    state = models.CharField(max_length=10)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        """Its number."""
        return self.number
