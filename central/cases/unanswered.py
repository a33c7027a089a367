"""A supplement (补正) that was asked for and never came, in words: for the officer's list, and for whoever applied."""

from datetime import date

from django.utils.translation import gettext

from central.cases.asking import has_time, still_asked
from central.cases.models import Case, CaseState
from central.catalogue import matter_of


def never_came(case: Case, today: date) -> str:
    """The reason that ends a case whose applicant never answered, as an officer may leave it; empty for any other.

    Whoever applied reads it, so it is in Chinese whatever the console's language.
    """
    day = case.supplement_by
    if day is None or case.state != CaseState.SUPPLEMENT or has_time(case, today):
        return ""
    matter = matter_of(case.matter_code)
    titles = {spec.key: spec.title.zh for spec in matter.materials} if matter is not None else {}
    papers = "、".join(titles.get(key, key) for key in still_asked(case))
    return f"补正期限（{day.year}年{day.month}月{day.day}日）已过，没有收到要补正的材料：{papers}。"


def waiting_words(case: Case, today: date) -> str:
    """暂停计时，补正到 2026-12-14, or that this day has passed; empty where nothing is waited for, or no day was named."""
    if case.supplement_by is None or case.state != CaseState.SUPPLEMENT:
        return ""
    if has_time(case, today):
        return gettext("暂停计时，补正到 %s") % case.supplement_by
    return gettext("补正逾期未交，到 %s") % case.supplement_by
