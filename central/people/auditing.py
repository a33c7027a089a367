"""The trail of the console: who changed what, from what, to what (django-auditlog), and who came, looked and was refused.

Each app registers its models in ``ready`` of its `apps.py`, without fields that say something about a citizen. What
is no change of a row is noted by `note`. Rows are only ever added: the database refuses everything else (migration).
"""

from collections.abc import Iterable
from uuid import uuid4

from auditlog.cid import correlation_id
from auditlog.context import set_extra_data
from auditlog.middleware import AuditlogMiddleware
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.contrib.auth.models import User
from django.db.models import Model
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_noop

from central.people.addresses import client_address

CONSOLE = "/admin/"
EVENTS = {
    "login": gettext_noop("登录"),
    "logout": gettext_noop("退出"),
    "login-refused": gettext_noop("登录被拒"),
    "locked-out": gettext_noop("多次失败，暂停登录"),
    "second-factor-bound": gettext_noop("绑定二次验证"),
    "second-factor-reset": gettext_noop("解除二次验证"),
    "recovery-codes": gettext_noop("更换恢复码"),
    "password-reset": gettext_noop("重置密码"),
    "password-changed": gettext_noop("修改密码"),
    "sessions-ended": gettext_noop("结束会话"),
    "looked": gettext_noop("查看"),
    "exported": gettext_noop("导出"),
}
"""What `note` may say: event → Chinese"""


class Actor(AuditlogMiddleware):
    """Binds the console's changes to who makes them; calls of kiosks pass by. Takes no identity from a stranger's header."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer `request`."""
        if not request.path_info.startswith(CONSOLE):
            answer: HttpResponseBase = self.get_response(request)
            return answer
        before = correlation_id.set(uuid4().hex)
        try:
            with set_extra_data(context_data=self.get_extra_data(request)):
                answered: HttpResponseBase = self.get_response(request)
                return answered
        finally:
            correlation_id.reset(before)

    @staticmethod
    def _get_remote_addr(request: HttpRequest) -> str | None:
        return client_address(request)

    @staticmethod
    def _get_remote_port(request: HttpRequest) -> None:
        del request


def follow(model: type[Model], *, but: Iterable[str] = (), sets: Iterable[str] = ()) -> None:
    """Add an entry for every row of `model` that is made, changed or deleted; called in ``ready`` of its app.

    Args:
        model: its text form must name no citizen: every entry carries it.
        but: fields left out, because they say something about a citizen, are secret, or change all the time.
        sets: many-to-many fields that are followed too.
    """
    left_out = set(but)
    fields = [field.name for field in model._meta.concrete_fields if field.name not in left_out]  # noqa: SLF001  Django's
    auditlog.register(model, include_fields=[*fields, *sets], m2m_fields=set(sets))


def note(about: Model, event: str, *, actor: User | None = None, address: str | None = None, **details: str) -> None:
    """Add an entry for what is no change of a row: a look at what is veiled, an export, a login.

    Args:
        about: the row that it is about; its text form must name no citizen.
        event: one of `EVENTS`.
        actor: who did it; by default whoever's request this is.
        address: where they called from; by default as above.
        **details: further facts, none of them personal.
    """
    more = {} if address is None else {"remote_addr": address}
    LogEntry.objects.log_create(
        about,
        force_log=True,
        action=LogEntry.Action.ACCESS,
        changes={},
        actor=actor,
        additional_data={"event": _known(event), **details},
        **more,
    )


def _known(event: str) -> str:
    if event not in EVENTS:
        raise ValueError(f"no event of the trail: {event}")
    return event
