"""Entries of a kiosk's audit log (``kiosk.audit``) in words for people. What has no word here is shown as it came."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from central.commands.models import CommandVerb

EVENTS: Mapping[str, Promise] = {
    "enrolled": _("登记入网"),
    "certificate_renewed": _("换发证书"),
    "key_rotated": _("更换密钥"),
    "release_activated": _("启用发布版"),
    "release_rolled_back": _("退回发布版"),
    "release_refused": _("拒用发布版"),
    "command_begun": _("开始执行指令"),
    "command_ended": _("指令执行完毕"),
    "out_of_service": _("暂停服务"),
    "in_service": _("恢复服务"),
    "store_recovered": _("存储已恢复"),
    "queue_retried": _("重发待发件"),
    "queue_exported": _("导出待发件"),
    "started": _("程序启动"),
}
_FACTS: Mapping[str, Promise] = {
    "id": _("编号"),
    "verb": _("指令"),
    "command": _("指令编号"),
    "requester": _("申请人"),
    "approver": _("批准人"),
    "ended": _("结果"),
    "program": _("程序"),
    "release": _("发布版"),
    "why": _("原因"),
    "messages": _("件数"),
    "key": _("密钥指纹"),
    "from_backup": _("取自备份"),
    "salvaged": _("救回件数"),
}

_VALUES: Mapping[str, Mapping[str, Promise | str]] = {
    "verb": dict(CommandVerb.choices),
    "ended": {"done": _("已完成"), "failed": _("没有做成"), "refused": _("拒绝执行"), "interrupted": _("中途中断")},
}


class Entry(NamedTuple):
    """One entry: when by China's time, what, and its facts by their names; all of it in `what` where it is no such entry."""

    at: str
    what: str
    facts: tuple[tuple[str, str], ...] = ()


def read(text: str) -> Entry:
    """What `text` says; never raises: it came from a kiosk."""
    try:
        said = json.loads(text)
        at = timezone.localtime(datetime.fromisoformat(said.pop("at"))).strftime("%Y-%m-%d %H:%M:%S")
        event = said.pop("event")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError):
        return Entry("", text)
    facts = tuple((str(_FACTS.get(name, name)), _shown(name, fact)) for name, fact in said.items() if fact != "")
    return Entry(at, str(EVENTS.get(str(event), event)), facts)


def _shown(name: str, fact: Any) -> str:  # noqa: ANN401  whatever stands in the entry
    if isinstance(fact, bool):
        return "✓" if fact else "–"
    return str(_VALUES.get(name, {}).get(str(fact), fact))
