"""What the console knows of somebody beyond Django's account."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from central.people.region_codes import REGION_DIGITS, region_code


class Person(models.Model):
    """An account's place: the administrative area that it reaches, its department, and until when it may be used."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, verbose_name=_("账号"), related_name="person"
    )
    region = models.CharField(
        _("行政区划"),
        max_length=REGION_DIGITS,
        blank=True,
        db_index=True,
        validators=[region_code],
        help_text=_("代码前缀包含下级：99 包含 9901 和 990101。留空则不见任何区域的数据，除非角色可看全部区域。"),
    )
    department = models.CharField(_("部门"), max_length=100, blank=True)
    valid_until = models.DateField(_("有效期至"), null=True, blank=True, help_text=_("当天仍可使用；留空为长期。"))
    must_change_password = models.BooleanField(_("须修改密码"), default=False)

    class Meta:
        """Names and rights."""

        verbose_name = verbose_name_plural = _("人员")
        permissions: ClassVar = [
            ("all_regions", _("查看全部区域")),
            ("assign_roles", _("分配角色")),
            ("view_audit", _("查看审计")),
            ("end_sessions", _("结束他人的会话")),
        ]

    def __str__(self) -> str:
        """The account's name."""
        return str(self.user)
