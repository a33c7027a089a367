"""Yellow and red cards: the rules by their ids, and how a card is written, once.

The rules follow domain.md c.8 (a city's list of triggers, and Huizhou's yellow and red). A card is a record for the
supervising office; it changes nothing about the case.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from central.cases.models import Case, Colour, SupervisionCard
from central.cases.numbers import next_serial


class RuleId(StrEnum):
    """监察规则编号."""

    SOON = "SX-01"
    OVERDUE = "SX-02"
    UNANSWERED = "SL-01"
    NOT_DELIVERED = "SD-01"
    SAME_MATERIAL = "CL-01"
    TOLD_TWICE = "CL-02"
    NOT_MADE_UP = "RQ-01"
    NOT_SUPPLIED = "BZ-01"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: how bad it is to break it, and what it says."""

    colour: Colour
    title: str | Promise
    says: str | Promise


RULES: dict[RuleId, Rule] = {
    RuleId.SOON: Rule(Colour.YELLOW, _("即将超时"), _("离承诺办结日只剩规定的工作日数，请抓紧办理。")),
    RuleId.OVERDUE: Rule(Colour.RED, _("超时未办"), _("已过承诺办结日仍未办结。")),
    RuleId.UNANSWERED: Rule(
        Colour.RED,
        _("逾期未告知是否受理"),
        _("收到申请满 5 个工作日没有受理、补正或不予受理（行政许可法第三十二条）。"),
    ),
    RuleId.NOT_DELIVERED: Rule(
        Colour.YELLOW, _("结果未及时送达"), _("办结满 10 个工作日没有送达（行政许可法第四十四条）。")
    ),
    RuleId.SAME_MATERIAL: Rule(
        Colour.YELLOW, _("重复要求同一材料"), _("申请人已交过仍然有效的同一材料，不应再要求提交。")
    ),
    RuleId.TOLD_TWICE: Rule(
        Colour.RED, _("补正没有一次告知"), _("补正只能一次性告知，不应再次要求（行政许可法第三十二条）。")
    ),
    RuleId.NOT_MADE_UP: Rule(
        Colour.YELLOW, _("容缺材料逾期未补"), _("已过容缺补交期限，请联系申请人补交，或依法作出处理。")
    ),
    RuleId.NOT_SUPPLIED: Rule(
        Colour.YELLOW, _("补正逾期未交"), _("已过补正期限仍没有收到材料，请联系申请人，或写明理由不予受理、不予批准。")
    ),
}

ANSWER_WITHIN = 5
"""Working days to say whether an application is accepted (行政许可法 art. 32)"""
DELIVER_WITHIN = 10
"""Working days from the decision to the delivery (行政许可法 art. 44)"""


def write_card(case: Case, rule: RuleId, now: datetime, about: str = "") -> SupervisionCard | None:
    """The card of `rule` for `case`, unless there is one about the same already: then None. Call inside a transaction."""
    if SupervisionCard.objects.filter(case=case, rule=rule, about=about).exists():
        return None
    try:
        with transaction.atomic():
            return SupervisionCard.objects.create(
                number=_next_number(now),
                case=case,
                rule=rule,
                about=about,
                colour=RULES[rule].colour,
                unit=case.unit,
                at=now,
            )
    except IntegrityError:
        # Two clocks at once: the other one wrote it.
        return None


def _next_number(now: datetime) -> str:
    """``JC``, YYMMDD in China, serial of the day."""
    day = f"{timezone.localtime(now):%y%m%d}"
    return f"JC{day}{next_serial('card:' + day):06d}"
