"""Issued documents."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from central.cases.models import Case
from central.words import in_english
from kiosk.matters.masks import masked_id_number, masked_name


class Certificate(models.Model):
    """One document issued for a case. Number and code together open the page that says it is genuine."""

    number = models.CharField(_("证明编号"), primary_key=True, max_length=20)
    code = models.CharField(_("验证码"), max_length=12)
    case = models.ForeignKey(Case, models.PROTECT, verbose_name=_("办件"), related_name="certificates")
    key = models.CharField(max_length=40)
    unit = models.CharField(_("出具单位"), max_length=300, default="", editable=False)
    title_zh = models.CharField(_("名称"), max_length=300)
    title_en = models.CharField(max_length=300)
    holder_name = models.CharField(max_length=100)
    holder_number = models.CharField(max_length=40)
    data = models.JSONField()
    issued_at = models.DateTimeField(_("出具时间"))
    revoked = models.BooleanField(_("已作废"), default=False, editable=False)
    revoked_at = models.DateTimeField(_("作废时间"), null=True, blank=True, editable=False)
    revoked_by = models.CharField(_("作废经办"), max_length=150, default="", blank=True, editable=False)
    revoked_reason = models.TextField(_("作废理由"), default="", blank=True, editable=False)

    class Meta:
        """Names, and one document of a kind for a case."""

        verbose_name = verbose_name_plural = _("证明")
        ordering: ClassVar = ["-issued_at", "-number"]
        permissions: ClassVar = [("revoke_certificate", _("作废"))]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "key"], name="issued_once")]

    def __str__(self) -> str:
        """The number."""
        return self.number

    @property
    def title(self) -> str:
        """What it is, in the language of the page."""
        return self.title_en if self.title_en and in_english() else self.title_zh

    @property
    def masked_holder_name(self) -> str:
        """王＊国."""
        return masked_name(self.holder_name)

    @property
    def masked_holder_number(self) -> str:
        """First six and last four digits."""
        return masked_id_number(self.holder_number)


class CertificateFile(models.Model):
    """The signed PDF of a certificate, made once. `sha256` is of `pdf`, `signer` of the certificate that signed it."""

    certificate = models.OneToOneField(Certificate, models.CASCADE, primary_key=True, related_name="file")
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    signer = models.CharField(max_length=64)
    signed_at = models.DateTimeField()

    def __str__(self) -> str:
        """Whose it is."""
        return self.certificate_id
