"""特别程序 (行政许可法 art. 45): which of its matter's own a case goes through, and whether its days count."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from central.cases.models import Case
from central.catalogue import in_language, matter_of
from central.words import in_english
from kiosk.matters.coded import Term, Unit
from kiosk.matters.guidance import SpecialProcedure
from kiosk.protocol.progress import Said

OTHER = "other"
"""One that the matter does not list; the reason says which. Its days do not count"""
_PROCEDURE, _PAUSES = "procedure", "pauses"
_TERMS: Mapping[Unit, str | Promise] = {
    Unit.WORKING_DAYS: _("%d 个工作日内"),
    Unit.CALENDAR_DAYS: _("%d 个自然日内"),
    Unit.HOURS: _("%d 小时内"),
    Unit.MONTHS: _("%d 个月内"),
}


def choices_of(case: Case) -> list[tuple[str, str]]:
    """Those of the matter, each with its term and whether its days count, then another one; none where it lists none."""
    listed = _listed(case)
    if not listed:
        return []
    return [("", "—"), *((one.name.zh, _label(one)) for one in listed), (OTHER, gettext("其他（在理由里写明）"))]


def details_of(case: Case, chosen: str) -> dict[str, object]:
    """What the step keeps of the procedure that was chosen: a later release may call it otherwise."""
    one = next((one for one in _listed(case) if one.name.zh == chosen), None)
    if one is None:
        return {}
    return {_PROCEDURE: {"zh": one.name.zh, "en": one.name.en}, _PAUSES: one.pauses}


def stops_clock(details: Mapping[str, Any]) -> bool:
    """Whether the days of the procedure that a step began do not count."""
    return bool(details.get(_PAUSES, True))


def name_in(details: Mapping[str, Any]) -> str:
    """The procedure that a step began, in the reader's language; empty for any other step."""
    return str(details.get(_PROCEDURE, {}).get("en" if in_english() else "zh", ""))


def said_of(details: Mapping[str, Any], said: Said) -> Said:
    """The citizen's sentence of a step: with the procedure that it began, else `said`."""
    name = details.get(_PROCEDURE)
    if not name:
        return said
    zh, en = ("，期间不计入时限", ", which does not count towards the limit") if stops_clock(details) else ("", "")
    return Said(zh=f"进入特别程序“{name['zh']}”{zh}", en=f"In a special procedure ({name['en']}){en}")


def _listed(case: Case) -> tuple[SpecialProcedure, ...]:
    matter = matter_of(case.matter_code)
    return matter.special_procedures if matter is not None else ()


def _label(one: SpecialProcedure) -> str:
    counts = gettext("不计入办理时限") if one.pauses else gettext("计入办理时限")
    return " · ".join(filter(None, [in_language(one.name), _term(one.term), counts]))


def _term(term: Term | None) -> str:
    return "" if term is None else str(_TERMS[term.unit]) % term.count
