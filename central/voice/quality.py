"""The gate of a reply: what a citizen must never be answered. Pure; each rule has an id and says how to mend it."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SHORTEST = 20
COMPLAINT = "complaint"
"""As `central.voice.models.TicketKind` has it"""
_ALIKE = 0.8
_EMPTY_PHRASES = (
    *("您好", "你好", "感谢您的来信", "感谢您的反映", "感谢您对我们工作的关心和支持", "感谢您的支持", "祝您生活愉快"),
    *("您反映的问题已收悉", "已收到", "正在处理", "我们会尽快处理", "已转相关部门", "已转交相关部门处理", "请耐心等待"),
    *("我们将高度重视", "高度重视", "认真研究", "予以考虑", "特此回复", "谢谢", "如有疑问请拨打12345", "请拨打12345"),
)
_NUMBERS = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|1[3-9]\d{9})(?!\d)")
_CHECKED = r"核实|核查|查明|经查|调取|已(?:更换|维修|修复|退还|退款|整改|补|处理)"
_GROUNDS = re.compile(
    rf"《[^》]{{2,}}》|规定|条例|办法|通知|现场|将于|工作日|流程|材料|可以|需要|请到|地址|电话|{_CHECKED}"
)


@dataclass(frozen=True, slots=True)
class Shortcoming:
    """Why a reply must not go out as it is."""

    rule: str
    sentence: str | Promise


def shortcomings(kind: str, question: str, reply: str) -> tuple[Shortcoming, ...]:
    """Everything wrong with `reply` to `question`; nothing when it may go to a second person."""
    said = _bare(reply)
    found = []
    if len(said) < SHORTEST:
        found.append(Shortcoming("reply-empty", _("除客套话外不足 20 个字：请写明情况、依据和下一步")))
    if _NUMBERS.search(reply):
        found.append(Shortcoming("reply-personal", _("答复中有证件号码或手机号：请删去")))
    if SequenceMatcher(None, _bare(question), said, autojunk=False).ratio() > _ALIKE:
        found.append(Shortcoming("reply-echo", _("答复与来文几乎相同：请回答问题")))
    if said and not _GROUNDS.search(reply):
        found.append(Shortcoming("reply-groundless", _("没有依据、核查结果或办理办法：请至少写明一项")))
    if kind == COMPLAINT and not re.search(_CHECKED, reply):
        found.append(Shortcoming("complaint-unchecked", _("投诉须写明核查结果或已采取的措施")))
    return tuple(found)


def _bare(text: str) -> str:
    """Without courtesies, spaces and marks."""
    bare = re.sub(r"[\s\W_]+", "", text)
    for phrase in sorted(_EMPTY_PHRASES, key=len, reverse=True):
        bare = bare.replace(phrase, "")
    return bare
