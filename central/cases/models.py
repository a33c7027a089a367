"""Cases, their steps, attachments and supervision cards, and the number series that names them."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from central.cases.supplement_models import Supplement, SupplementPage
from central.kiosks.models import Kiosk
from kiosk.protocol.messages import Application, CaseAnswer

__all__ = [
    "OPEN_STATES",
    "TO_DECIDE",
    "TO_EXAMINE",
    "WAITS",
    "Blob",
    "Bundle",
    "Case",
    "CaseDocument",
    "CaseState",
    "Colour",
    "FeeState",
    "NumberSeries",
    "Outcome",
    "Pause",
    "Step",
    "SupervisionCard",
    "Supplement",
    "SupplementPage",
    "in_fours",
]


class NumberSeries(models.Model):
    """The last serial number given out in a series, counted inside the transaction that uses it."""

    name = models.CharField(primary_key=True, max_length=40)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        """The name of the series."""
        return self.name


class Blob(models.Model):
    """A file kept under its SHA-256."""

    sha256 = models.CharField(primary_key=True, max_length=64)
    size = models.PositiveIntegerField()
    stored_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        """The start of the hash."""
        return self.sha256[:12]


class CaseState(models.TextChoices):
    """Where a case is; `central.cases.transitions` says what may follow."""

    APPLIED = "applied", _("待受理")
    ACCEPTED = "accepted", _("已受理")
    SUPPLEMENT = "supplement", _("待补正")
    REFUSED = "refused", _("不予受理")
    EXAMINING = "examining", _("审查中")
    SPECIAL = "special", _("特别程序")
    DECIDED = "decided", _("已决定")
    DONE = "done", _("已办结")
    DELIVERED = "delivered", _("已送达")
    WITHDRAWN = "withdrawn", _("已撤回")


OPEN_STATES = (
    *(CaseState.APPLIED, CaseState.ACCEPTED, CaseState.SUPPLEMENT),
    *(CaseState.EXAMINING, CaseState.SPECIAL, CaseState.DECIDED),
)
"""Somebody still has to do something"""


TO_EXAMINE = models.Q(state=CaseState.ACCEPTED, paused=False)
"""Accepted, and nobody has begun with it"""
TO_DECIDE = models.Q(state=CaseState.EXAMINING, paused=False)
"""Begun, and to be granted or denied"""


class Outcome(models.TextChoices):
    """What was decided."""

    NONE = "", _("未决定")
    GRANTED = "granted", _("准予")
    DENIED = "denied", _("不予批准")


class Colour(models.TextChoices):
    """How urgent a supervision card is."""

    NONE = "", _("正常")
    YELLOW = "yellow", _("黄牌")
    RED = "red", _("红牌")


class FeeState(models.TextChoices):
    """What became of the money of a case, as `central.payments` keeps it."""

    NONE = "", _("不收费")
    DUE = "due", _("费用未缴")
    PENDING = "pending", _("缴费处理中")
    PAID = "paid", _("已缴")
    REFUNDING = "refunding", _("退款处理中")
    REFUNDED = "refunded", _("已退款")


class Bundle(models.Model):
    """Several matters applied for on one occasion (一件事). `due` is the longest of the paths through its members."""

    id = models.CharField(primary_key=True, max_length=32, editable=False)
    code = models.CharField(_("一件事编码"), max_length=60, editable=False)
    members = models.JSONField(default=list, editable=False)
    receipt_no = models.CharField(_("收件号"), max_length=40, editable=False)
    due = models.DateField(_("整体承诺办结"), null=True, editable=False)

    class Meta:
        """Names."""

        verbose_name = verbose_name_plural = _("一件事")

    def __str__(self) -> str:
        """Its code."""
        return self.code


class Case(models.Model):
    """One application that arrived.

    `application_id` is the idempotency key: its uniqueness is the promise that a case exists once. `body` is the
    application as the kiosk sealed it, byte for byte, and `body_sha256` its hash, which stands on the receipt;
    `posted_sha256` is the hash of what was sent. The key `key_id` opens its pages.

    `holder_hash` finds a person's cases without saying who it is; `name_mask` and `number_mask` are all that lists show.
    `promised` is the day that was promised, `due` the day that holds after pauses; `revision` counts the steps.
    """

    application_id = models.CharField(max_length=32, unique=True, editable=False)
    case_no = models.CharField(_("办件编号"), max_length=16, unique=True, editable=False)
    kiosk = models.ForeignKey(
        Kiosk, models.PROTECT, verbose_name=_("终端"), related_name="cases", editable=False, db_index=False
    )
    receipt_no = models.CharField(_("收件号"), max_length=40, db_index=True, editable=False)
    matter_code = models.CharField(_("事项编码"), max_length=60, db_index=True, editable=False)
    matter_title = models.CharField(_("事项"), max_length=300, editable=False)
    unit = models.CharField(_("承办部门"), max_length=300, default="", db_index=True, editable=False)
    state = models.CharField(_("状态"), max_length=12, choices=CaseState.choices, default=CaseState.APPLIED)
    outcome = models.CharField(_("决定"), max_length=8, choices=Outcome.choices, default="", blank=True)
    revision = models.PositiveIntegerField(default=0, editable=False)
    applied_at = models.DateTimeField(_("申请时间"), editable=False)
    accepted_at = models.DateTimeField(_("收到时间"), editable=False)
    state_since = models.DateTimeField(_("本环节开始"), null=True, editable=False)
    limit_amount = models.PositiveSmallIntegerField(_("承诺时限"), null=True, editable=False)
    limit_unit = models.CharField(_("时限单位"), max_length=16, default="working_days", editable=False)
    path_days = models.PositiveSmallIntegerField(null=True, editable=False)
    """Working days with those of the bundle's members that come first; empty outside of bundles"""
    promised = models.DateField(_("原承诺办结"), null=True, editable=False)
    due = models.DateField(_("承诺办结"), null=True, blank=True, editable=False)
    owed_by = models.DateField(_("容缺补交期限"), null=True, editable=False)
    """The first day by which a paper that was put off is to be there; empty once all are (`central.cases.owing`)"""
    supplement_by = models.DateField(_("补正期限"), null=True, editable=False)
    """The last day for what was asked for, while it is waited for (`central.cases.asking`)"""
    paused = models.BooleanField(_("暂停计时"), default=False, editable=False)
    card = models.CharField(_("督办"), max_length=6, choices=Colour.choices, default="", blank=True, editable=False)
    holder_hash = models.CharField(max_length=64, default="", db_index=True, editable=False)
    name_mask = models.CharField(_("姓名"), max_length=100, default="", editable=False)
    number_mask = models.CharField(_("证件号码"), max_length=40, default="", editable=False)
    fee_fen = models.PositiveIntegerField(default=0, editable=False)
    fee_state = models.CharField(_("费用"), max_length=10, choices=FeeState.choices, default="", editable=False)
    bundle = models.ForeignKey(
        Bundle, models.PROTECT, verbose_name=_("一件事"), related_name="cases", null=True, editable=False
    )
    after = models.JSONField(default=list, editable=False)
    """Codes of the bundle's matters that must be decided before this one"""
    findings = models.JSONField(default=list, editable=False)
    """What the automatic check found (`central.cases.findings`)"""
    inspected = models.BooleanField(default=False, editable=False)
    """Whether its pictures were looked at for legibility"""
    body = models.TextField(editable=False)
    body_sha256 = models.CharField(max_length=64, editable=False)
    posted_sha256 = models.CharField(max_length=64, default="", editable=False)
    key_id = models.CharField(max_length=16, default="", editable=False)
    answer = models.TextField(editable=False)

    class Meta:
        """Names, order, rights and what lists are sorted and filtered by."""

        verbose_name = verbose_name_plural = _("办件")
        ordering: ClassVar = ["-accepted_at", "-id"]
        permissions: ClassVar = [
            ("accept_case", _("受理、补正、不予受理")),
            ("decide_case", _("审查、决定、办结")),
            ("deliver_case", _("送达")),
            ("view_personal_data", _("查看未遮盖的个人信息")),
            ("supervise_case", _("督办黄牌红牌")),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-accepted_at", "-id"], name="case_newest"),
            models.Index(fields=["state", "due", "id"], name="case_state_due"),
            models.Index(fields=["due", "id"], name="case_due"),
            models.Index(fields=["card", "due"], name="case_card"),
            models.Index(fields=["state", "-accepted_at", "-id"], name="case_state_newest"),
            # The piles of work, and how many lie on each: few of two million rows are in them (make bench, part console).
            models.Index(fields=["due", "id"], condition=models.Q(state__in=OPEN_STATES), name="case_open_due"),
            models.Index(
                fields=["card", "due", "id"], condition=models.Q(state__in=OPEN_STATES), name="case_open_card"
            ),
            # What lies in a region is found by its kiosks, newest first or by what is still open.
            models.Index(fields=["kiosk", "-accepted_at", "-id", "state"], name="case_kiosk_newest_state"),
            models.Index(
                fields=["kiosk", "state", "card"], condition=models.Q(state__in=OPEN_STATES), name="case_open_kiosk"
            ),
            models.Index(fields=["due", "id"], condition=models.Q(paused=True), name="case_paused"),
            models.Index(fields=["owed_by", "id"], condition=models.Q(owed_by__isnull=False), name="case_owed"),
            models.Index(fields=["due", "id"], condition=models.Q(fee_state__in=("due", "pending")), name="case_fee"),
        ]

    def __str__(self) -> str:
        """The number as people read it."""
        return self.number_for_people

    @property
    def application(self) -> Application:
        """What was applied for."""
        return Application.model_validate_json(self.body)

    @property
    def given_answer(self) -> CaseAnswer:
        """What the kiosk was told."""
        return CaseAnswer.model_validate_json(self.answer)

    @property
    def number_for_people(self) -> str:
        """``9901 2511 2200 0023``."""
        return in_fours(self.case_no)

    @property
    def came_to_nothing(self) -> bool:
        """Not accepted, withdrawn or denied: nothing is owed for it, and what was paid goes back."""
        return self.state in (CaseState.REFUSED, CaseState.WITHDRAWN) or self.outcome == Outcome.DENIED

    @property
    def owes_fee(self) -> bool:
        """The citizen applied without paying, and has not paid since."""
        return self.fee_state in (FeeState.DUE, FeeState.PENDING) and not self.came_to_nothing

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state in OPEN_STATES


class Step(models.Model):
    """One step of a case, for ever: what, when, by which unit and person. `person` is empty for the platform itself."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="steps")
    action = models.CharField(_("动作"), max_length=20)
    source = models.CharField(max_length=12, default="", blank=True)
    target = models.CharField(max_length=12, choices=CaseState.choices)
    at = models.DateTimeField(_("时间"))
    unit = models.CharField(_("部门"), max_length=300, default="", blank=True)
    person = models.CharField(_("人员"), max_length=150, default="", blank=True)
    reason = models.TextField(_("理由"), default="", blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        """Names and order."""

        verbose_name = verbose_name_plural = _("办理环节")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        """The step's name."""
        return self.action


WAITS = "waits"
"""A pause of a bundle's member while one stands still that has to be decided before it"""


class Pause(models.Model):
    """A time in which the clock of a case stood still: a supplement, a special procedure, or one of what it waits for.

    Days are those of China.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="pauses")
    kind = models.CharField(max_length=12, choices=[*CaseState.choices, (WAITS, _("等前置事项"))])
    began = models.DateField()
    ended = models.DateField(null=True)

    def __str__(self) -> str:
        """Since when."""
        return f"{self.kind} {self.began}"


class SupervisionCard(models.Model):
    """督办: a rule that a case has broken, or is about to. Written once for each case, rule and `about`."""

    number = models.CharField(_("监察编号"), max_length=20, unique=True, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, verbose_name=_("办件"), related_name="cards", editable=False)
    rule = models.CharField(_("监察规则编号"), max_length=20, db_index=True, editable=False)
    about = models.CharField(_("涉及"), max_length=60, default="", blank=True, editable=False)
    colour = models.CharField(_("预警类型"), max_length=6, choices=Colour.choices, editable=False)
    unit = models.CharField(_("责任部门"), max_length=300, default="", editable=False)
    at = models.DateTimeField(_("发出时间"), editable=False)
    answer = models.TextField(_("处理说明"), default="", blank=True)
    closed_at = models.DateTimeField(_("办结时间"), null=True, blank=True, editable=False)
    closed_by = models.CharField(_("处理人"), max_length=150, default="", blank=True, editable=False)

    class Meta:
        """Names, order, and each once."""

        verbose_name = verbose_name_plural = _("督办牌")
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "rule", "about"], name="card_once")]
        indexes: ClassVar = [models.Index(fields=["-at", "-id"], name="card_newest")]

    def __str__(self) -> str:
        """Its number."""
        return self.number


class CaseDocument(models.Model):
    """One page of a material, or the signature. `sha256` is of the page; `blob` holds it sealed."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="documents")
    key = models.CharField(_("材料"), max_length=40)
    page = models.PositiveSmallIntegerField(_("页"))
    media_type = models.CharField(_("格式"), max_length=80)
    added_at = models.DateTimeField(_("补交时间"), null=True, editable=False)
    """When it came afterwards; empty for what came with the application"""
    key_id = models.CharField(max_length=16, default="", editable=False)
    """The key that opens it, where that is not the case's"""
    sha256 = models.CharField(max_length=64, default="", editable=False)
    blob = models.ForeignKey(Blob, models.PROTECT)
    supplement = models.ForeignKey(Supplement, models.PROTECT, related_name="documents", null=True, editable=False)
    """Which hand-in at a kiosk brought it, where one did: its seal is bound to that"""

    class Meta:
        """One page once."""

        verbose_name = verbose_name_plural = _("材料")
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "key", "page"], name="page_once")]

    def __str__(self) -> str:
        """Material and page."""
        return f"{self.key} {self.page}"

    def opened_with(self) -> dict[str, str]:
        """Key, kiosk and message that its seal is bound to, as `central.submissions.opening.open_blob` wants them."""
        came = self.supplement
        key_id = self.key_id or self.case.key_id
        if came is not None:
            return {"key_id": key_id, "kiosk_id": came.kiosk_id, "message_id": came.pk}
        return {"key_id": key_id, "kiosk_id": self.case.kiosk_id, "message_id": self.case.application_id}


def in_fours(digits: str) -> str:
    """`digits` in groups of four."""
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))
