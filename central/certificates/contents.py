"""What each document says, by matter and document: a paper certifies what it is about, and nothing of its neighbour.

A document that is not listed says what was applied for. A province lists its own here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from central.cases.models import Case
from kiosk.matters.model import Matter
from kiosk.matters.service import DocumentSpec
from kiosk.protocol.messages import Application

_RECENT = 12
_PAID, _UNPAID = "✓", "—"

Data = dict[str, str | int | list[dict[str, str | int]]]


@dataclass(frozen=True, slots=True, repr=False)
class Grounds:
    """What a document can rest on. `known` is what the departments told, by key, of all documents of the case; `at` is now."""

    case: Case
    matter: Matter
    application: Application
    known: Mapping[str, str]
    at: datetime


@dataclass(frozen=True, slots=True)
class Source:
    """`keys` are asked of the departments; `data` is what the document says, None when that is not known."""

    data: Callable[[Grounds], Data | None]
    keys: tuple[str, ...] = ()


def source_of(matter: Matter, document: DocumentSpec) -> Source:
    """Where the content of `document` comes from."""
    return SOURCES.get((matter.code, document.key), APPLIED)


def applied(grounds: Grounds) -> Data:
    """Who applied, for what, and what the form says; choices in words."""
    application, matter = grounds.application, grounds.matter
    words = {spec.key: {choice.key: choice.title.zh for choice in spec.choices} for spec in matter.form}
    values: Data = {one.key: words.get(one.key, {}).get(one.value, one.value) for one in application.values}
    return {
        **values,
        "name": application.holder.name,
        "number": application.holder.number,
        "matter": matter.title.zh,
        "case_no": grounds.case.number_for_people,
    }


def insured(grounds: Grounds) -> Data | None:
    """How the holder is insured, with the last months."""
    known, holder = grounds.known, grounds.application.holder
    if not known.get("insurance_status"):
        return None
    months = int(known.get("insured_months", "0"))
    return {
        "name": holder.name,
        "number": holder.number,
        "status": known["insurance_status"],
        "unit": known.get("insured_unit", ""),
        "total_months": months,
        "months": _recent_months(months, known.get("insured_paused_since", ""), grounds.at),
    }


def recorded(key: str, heading: tuple[str, str], label: tuple[str, str]) -> Source:
    """A register's answer under `key`, in a row called `label`; both titles are Chinese and English."""

    def data(grounds: Grounds) -> Data | None:
        found, holder = grounds.known.get(key, ""), grounds.application.holder
        if not found:
            return None
        row: dict[str, str | int] = {"label": label[0], "label_en": label[1], "value": found}
        return {
            "name": holder.name,
            "number": holder.number,
            "heading": heading[0],
            "heading_en": heading[1],
            "rows": [row],
            "body": f"以上内容于 {_day(grounds.at)} 由登记系统提供，供申请人本人使用。",
            "unit": grounds.case.unit,
        }

    return Source(data, (key,))


def licensed(grounds: Grounds) -> Data | None:
    """The licence of the company whose legal representative the holder is; none for anybody else."""
    known, holder = grounds.known, grounds.application.holder
    if any(not known.get(key) for key in _COMPANY):
        return None
    original = grounds.application.situation.get("copy") == "original"
    return {
        "name": holder.name,
        "number": holder.number,
        "copy": "正本" if original else "副本",
        "company": known["company_name"],
        "credit_code": known["company_credit_code"],
        "kind": known["company_kind"],
        "founded": known["company_founded"],
        "capital": known["company_capital"],
        "address": known["company_address"],
        "scope": known["company_scope"],
        "state": known["company_state"],
        "unit": grounds.case.unit,
    }


def _day(at: datetime) -> str:
    day = timezone.localtime(at)
    return f"{day.year}年{day.month}月{day.day}日"


def _recent_months(paid_months: int, paused_since: str, issued_at: datetime) -> list[dict[str, str | int]]:
    """The last twelve full months before `issued_at`, oldest first; one payment covers all three kinds."""
    today = timezone.localtime(issued_at)
    count = min(_RECENT, paid_months)
    places = [divmod(today.year * 12 + today.month - 1 - back, 12) for back in range(count, 0, -1)]
    months = [f"{year}-{index + 1:02d}" for year, index in places]
    paid = {month: _UNPAID if paused_since and month >= paused_since else _PAID for month in months}
    return [{"month": month, "pension": mark, "medical": mark, "unemployment": mark} for month, mark in paid.items()]


APPLIED = Source(applied)
_INSURED = ("insurance_status", "insured_unit", "insured_months", "insured_paused_since")
_COMPANY = (
    *("company_name", "company_credit_code", "company_kind", "company_founded", "company_capital"),
    *("company_address", "company_scope", "company_state"),
)
SOURCES: Mapping[tuple[str, str], Source] = {
    ("social-insurance-certificate", "certificate"): Source(insured, _INSURED),
    ("credit-record-query", "record"): recorded(
        "credit_record", ("公共信用信息报告", "Public credit report"), ("公共信用记录", "Public credit record")
    ),
    ("property-query", "record"): recorded(
        "property", ("不动产登记信息查询结果", "Result of a property query"), ("不动产登记", "Property records")
    ),
    ("tax-certificate", "record"): recorded(
        "tax_record", ("个人所得税纳税记录", "Individual income tax record"), ("纳税记录", "Tax record")
    ),
    ("business-licence-copy", "licence"): Source(licensed, _COMPANY),
}
"""By the codes of matter and document"""
