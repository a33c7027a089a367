"""The counts that tasks end with, in words."""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FIGURES: dict[str, Promise] = {
    "asked": _("查询"),
    "attempts": _("清理登录失败"),
    "days": _("天数"),
    "deemed": _("视为受理"),
    "differences": _("差异笔数"),
    "down": _("服务中断"),
    "erased": _("清理"),
    "inspected": _("检查页数"),
    "issued": _("出具证照"),
    "listed": _("清理会话记录"),
    "moved": _("改期"),
    "not_issued": _("证照未能出具"),
    "not_made_up": _("容缺逾期"),
    "not_supplied": _("补正逾期"),
    "reckoned": _("更新预测"),
    "red": _("红牌"),
    "sessions": _("清理会话"),
    "settled": _("有结果"),
    "silent": _("静默终端"),
    "slow": _("服务缓慢"),
    "undelivered": _("未及时送达"),
    "up": _("服务正常"),
    "wider": _("扩大范围"),
    "yellow": _("黄牌"),
}
_COUNT = re.compile(r"([a-z_]+) (\d+)")


def said_of(said: str) -> str:
    """``yellow 2, red 1`` as ``黄牌 2，红牌 1``; what is no list of counts, as it is."""
    parts = [_COUNT.fullmatch(one) for one in said.split(", ")]
    if not all(parts):
        return said
    return "，".join(f"{FIGURES.get(one[1], one[1])} {one[2]}" for one in parts if one)
