"""Cases, their attachments, and the number series that names them."""

from typing import ClassVar

from django.db import models

from central.kiosks.models import Kiosk
from kiosk.matters.masks import masked_id_number, masked_name
from kiosk.protocol.messages import Application, CaseAnswer


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
    """Where a case is."""

    ACCEPTED = "accepted", "已受理"
    DONE = "done", "已办结"
    RETURNED = "returned", "已退回"


class Case(models.Model):
    """One application that arrived.

    `application_id` is the idempotency key: its uniqueness is the promise that a case exists once. `body` is the
    application as the kiosk sealed it, byte for byte, and `body_sha256` its hash, which stands on the receipt;
    `posted_sha256` is the hash of what was sent. The key `key_id` opens its pages.
    """

    application_id = models.CharField(max_length=32, unique=True, editable=False)
    case_no = models.CharField("办件编号", max_length=16, unique=True, editable=False)
    kiosk = models.ForeignKey(Kiosk, models.PROTECT, verbose_name="终端", related_name="cases", editable=False)
    receipt_no = models.CharField("收件号", max_length=40, db_index=True, editable=False)
    matter_code = models.CharField("事项编码", max_length=60, editable=False)
    matter_title = models.CharField("事项", max_length=300, editable=False)
    state = models.CharField("状态", max_length=12, choices=CaseState.choices, default=CaseState.ACCEPTED)
    applied_at = models.DateTimeField("申请时间", editable=False)
    accepted_at = models.DateTimeField("受理时间", editable=False)
    due = models.DateField("承诺办结", null=True, blank=True, editable=False)
    body = models.TextField(editable=False)
    body_sha256 = models.CharField(max_length=64, editable=False)
    posted_sha256 = models.CharField(max_length=64, default="", editable=False)
    key_id = models.CharField(max_length=16, default="", editable=False)
    answer = models.TextField(editable=False)

    class Meta:
        """Names and order."""

        verbose_name = verbose_name_plural = "办件"
        ordering: ClassVar = ["-accepted_at", "-id"]

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
    def owes_fee(self) -> bool:
        """The citizen applied without paying. Nothing takes the money here: it is collected at the counter."""
        payment = self.application.payment
        return payment is not None and payment.state == "deferred"

    @property
    def masked_holder_name(self) -> str:
        """王＊国."""
        return masked_name(self.application.holder.name)

    @property
    def masked_holder_number(self) -> str:
        """First six and last four digits."""
        return masked_id_number(self.application.holder.number)


class CaseDocument(models.Model):
    """One page of a material, or the signature. `sha256` is of the page; `blob` holds it sealed."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="documents")
    key = models.CharField("材料", max_length=40)
    page = models.PositiveSmallIntegerField("页")
    media_type = models.CharField("格式", max_length=80)
    sha256 = models.CharField(max_length=64, default="", editable=False)
    blob = models.ForeignKey(Blob, models.PROTECT)

    class Meta:
        """One page once."""

        verbose_name = verbose_name_plural = "材料"
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "key", "page"], name="page_once")]

    def __str__(self) -> str:
        """Material and page."""
        return f"{self.key} {self.page}"


def in_fours(digits: str) -> str:
    """`digits` in groups of four."""
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))
