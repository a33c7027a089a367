"""A kiosk as the platform knows it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from central.people.region_codes import REGION_DIGITS, region_code


class Kiosk(models.Model):
    """One kiosk. It is known from its first one-time code on; until it has enrolled it has no key and may call nothing."""

    id = models.CharField(_("编号"), primary_key=True, max_length=20)
    place = models.CharField(_("位置"), max_length=100, blank=True)
    region = models.CharField(
        _("行政区划"), max_length=REGION_DIGITS, blank=True, db_index=True, validators=[region_code]
    )
    """Administrative area code; whose region is a prefix of it may see the kiosk (`central.people.regions`)"""
    operator = models.CharField(_("运维单位"), max_length=100, blank=True, db_default="")
    phone = models.CharField(_("运维电话"), max_length=30, blank=True, db_default="")
    public_key = models.TextField(_("设备公钥"), blank=True)
    """PEM, Ed25519: checks requests, receipts and audit heads"""
    next_key = models.TextField(blank=True, editable=False)
    """PEM of a key asked for by a renewal; the first call signed by it makes it the key"""
    certificate_expires_at = models.DateTimeField(_("证书到期"), null=True, blank=True, editable=False)
    active = models.BooleanField(_("启用"), default=True)
    enrolled_at = models.DateTimeField(_("登记时间"), auto_now_add=True)
    last_seen_at = models.DateTimeField(_("最近在线"), null=True, blank=True, editable=False)

    class Meta:
        """Names."""

        verbose_name = verbose_name_plural = _("自助终端")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        """The kiosk's id."""
        return self.id

    @property
    def receipt_keys(self) -> list[str]:
        """Every key this kiosk has ever signed with, as PEM: papers outlive keys."""
        return [*filter(None, [self.public_key]), *self.former_keys.values_list("public_key", flat=True)]


class Region(models.Model):
    """An administrative area: its name, and how many people live there, which numbers per head are counted by."""

    code = models.CharField(_("区划代码"), primary_key=True, max_length=REGION_DIGITS, validators=[region_code])
    name = models.CharField(_("名称"), max_length=60)
    population = models.PositiveBigIntegerField(_("常住人口"), null=True, blank=True)
    counted_on = models.DateField(_("人口数据日期"), null=True, blank=True)

    class Meta:
        """Names and order."""

        verbose_name = verbose_name_plural = _("行政区划与人口")
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        """Name and code."""
        return f"{self.name} {self.code}"


class FormerKey(models.Model):
    """A key that a kiosk signed with before; good for its papers, not for calls."""

    kiosk = models.ForeignKey(Kiosk, models.CASCADE, related_name="former_keys")
    public_key = models.TextField()
    retired_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        """Whose it was."""
        return self.kiosk_id


class EnrolmentCode(models.Model):
    """A one-time code. `key` is what the code stands for in HMACs; gone once the code is of no more use."""

    kiosk = models.ForeignKey(Kiosk, models.CASCADE)
    key = models.BinaryField()
    expires_at = models.DateTimeField()
    used_by = models.CharField(max_length=64, blank=True)
    """SHA-256 of the key that used it: the same key may ask again, for its answer may be lost"""

    def __str__(self) -> str:
        """Whose it is."""
        return self.kiosk_id


class Nonce(models.Model):
    """A nonce that came with a call which must not be repeated. Kept for as long as its signature could be believed."""

    # The uniqueness below finds a kiosk's; who calls is known before, and a thousand calls a second need no third look.
    kiosk = models.ForeignKey(Kiosk, models.CASCADE, db_index=False, db_constraint=False)
    nonce = models.CharField(max_length=64)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        """Once for each kiosk: the database decides between two at the same time."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["kiosk", "nonce"], name="nonce_once")]

    def __str__(self) -> str:
        """Whose it is."""
        return self.kiosk_id
