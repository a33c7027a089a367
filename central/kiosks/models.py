"""A kiosk as the platform knows it."""

from typing import ClassVar

from django.db import models


class Kiosk(models.Model):
    """One enrolled kiosk. The token itself is not kept; it is random, so a plain hash is enough."""

    id = models.CharField("编号", primary_key=True, max_length=20)
    place = models.CharField("位置", max_length=100, blank=True)
    token_sha256 = models.CharField(max_length=64, editable=False)
    receipt_public_key = models.TextField("回执签名公钥", blank=True)
    active = models.BooleanField("启用", default=True)
    enrolled_at = models.DateTimeField("登记时间", auto_now_add=True)
    last_seen_at = models.DateTimeField("最近在线", null=True, blank=True, editable=False)

    class Meta:
        """Names."""

        verbose_name = verbose_name_plural = "自助终端"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        """The kiosk's id."""
        return self.id
