"""What was handed in at kiosks, in an officer's words: beside the step that it made, and above a case that was over by then."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from central.cases.models import Case, CaseState
from central.cases.supplement_intake import HANDED_AT, RECEIPT_NO, RECEIVED_AT
from central.cases.supplement_models import Standing, Supplement

_ENDS = (CaseState.REFUSED, CaseState.WITHDRAWN, CaseState.DECIDED, CaseState.DONE)
"""Where nobody waits for papers any more"""


def receipt_in(details: Mapping[str, Any]) -> str:
    """Number and moments of the hand-in that made a step; empty for any other step."""
    if RECEIPT_NO not in details:
        return ""
    said = {"number": details[RECEIPT_NO], "handed": _at(details[HANDED_AT]), "received": _at(details[RECEIVED_AT])}
    return gettext("凭证号 %(number)s，%(handed)s 在自助终端交，%(received)s 送到") % said


def came_late(case: Case) -> list[str]:
    """Hand-ins that came when the case was over, and that nobody has handled: whether they were made before it was."""
    return [_late(case, one) for one in case.supplements.filter(standing=Standing.LATE, seen_at=None)]


def _late(case: Case, supplement: Supplement) -> str:
    said = {"number": supplement.receipt_no, "handed": _moment(supplement.counted_at)}
    ended = case.steps.filter(target__in=_ENDS).order_by("id").values_list("at", flat=True).first()
    if ended is not None and supplement.counted_at < ended:
        text = gettext(
            "申请人 %(handed)s 已在自助终端补交（凭证号 %(number)s），在这件决定、结束之前；材料后来才送到，请处理。"
        )
    else:
        text = gettext("这件决定、结束以后，申请人 %(handed)s 在自助终端补交了材料（凭证号 %(number)s），请处理。")
    return text % said


def _at(text: str) -> str:
    return _moment(datetime.fromisoformat(text))


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
