"""What the console knows of somebody beyond Django's account."""

from typing import ClassVar, NoReturn

from auditlog.models import LogEntry
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from central.people.addresses import client_address
from central.people.region_codes import REGION_DIGITS, region_code

_BROWSER_LETTERS = 200


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
            ("end_sessions", _("结束他人的会话")),
        ]

    def __str__(self) -> str:
        """The account's name."""
        return str(self.user)


class ConsoleSession(models.Model):
    """A login that has not ended: whose, since when, and from where. Without its row a session is worth nothing."""

    key = models.CharField(max_length=40, primary_key=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("账号"), related_name="console_sessions"
    )
    began_at = models.DateTimeField(_("登录时间"), default=timezone.now)
    seen_at = models.DateTimeField(_("最近使用"), default=timezone.now)
    address = models.GenericIPAddressField(_("来源地址"), null=True, blank=True)
    browser = models.CharField(_("浏览器"), max_length=200, blank=True)

    class Meta:
        """Names and order."""

        verbose_name = verbose_name_plural = _("登录会话")
        ordering: ClassVar = ["-seen_at"]

    def __str__(self) -> str:
        """Whose; the key is a secret."""
        return str(self.user)

    @classmethod
    def begin(cls, request: HttpRequest) -> None:
        """List the session of `request`, whose user has just logged in or has another key now."""
        cls.objects.update_or_create(
            key=request.session.session_key,
            defaults={
                "user_id": request.user.pk,
                "address": client_address(request),
                "browser": request.headers.get("User-Agent", "")[:_BROWSER_LETTERS].replace("\0", ""),
            },
        )

    @classmethod
    def end_all(cls, user: object, *, but: str = "") -> int:
        """End every session of `user`, but that with the key `but`; returns how many."""
        keys = list(cls.objects.filter(user=user).exclude(key=but).values_list("key", flat=True))
        cls.end(keys)
        return len(keys)

    @classmethod
    def end(cls, keys: list[str]) -> None:
        """End the sessions with these keys."""
        Session.objects.filter(session_key__in=keys).delete()
        cls.objects.filter(key__in=keys).delete()


class TrailEntry(LogEntry):
    """An entry of the console's trail, in the console's words. Rows are only ever added (migration 0003)."""

    class Meta:
        """Names, and only the right to look."""

        proxy = True
        default_permissions = ("view",)
        verbose_name = verbose_name_plural = _("操作审计")

    def __str__(self) -> str:
        """The row that it is about."""
        return str(self.object_repr)

    def save(self, *_: object, **__: object) -> NoReturn:
        """Never: `central.people.auditing` adds entries."""
        raise TypeError("the trail is only ever added to")

    def delete(self, *_: object, **__: object) -> NoReturn:
        """Never."""
        raise TypeError("the trail is only ever added to")
