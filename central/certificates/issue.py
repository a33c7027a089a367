"""Issue documents: of an instant matter from government data, and the result that an officer decided."""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from central.cases.casework import Actor
from central.cases.models import Case, Outcome
from central.cases.numbers import next_certificate_no
from central.certificates.models import Certificate
from central.government.lookups import Asker, NoLegalBasis, look_up
from central.government.models import Purpose
from kiosk.matters.model import Matter
from kiosk.protocol.messages import Application, IssuedDocument

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no letters that are read as digits"""
_CODE_LENGTH = 12
_RECENT = 12
_REMEDY = "如不服本决定，可以在收到之日起六十日内申请行政复议，或者在六个月内向人民法院提起行政诉讼。"
"""行政复议法 art. 20 and 行政诉讼法 art. 46: a refusal must say what can be done against it (行政许可法 art. 38)"""
_PAID, _UNPAID = "✓", "—"
_CERTIFIED = ("insurance_status", "insured_unit", "insured_months", "insured_paused_since")

RESULT = "result"
"""Key of the document that says what an officer decided"""

Data = dict[str, str | int | list[dict[str, str | int]]]


def issue_documents(case: Case, matter: Matter, application: Application) -> tuple[IssuedDocument, ...]:
    """Every document of `matter` for the holder; none when the departments know nothing to certify, or do not answer."""
    if not matter.documents:
        return ()
    known = look_up(Asker(case.kiosk, matter, Purpose.ISSUE), application.holder.number, _CERTIFIED)
    if isinstance(known, NoLegalBasis) or not known.values.get("insurance_status"):
        return ()
    issued = []
    for document in matter.documents:
        certificate = Certificate(
            number=next_certificate_no(case.accepted_at),
            code=_code(),
            case=case,
            key=document.key,
            unit=case.unit,
            title_zh=document.title.zh,
            title_en=document.title.en,
            holder_name=application.holder.name,
            holder_number=application.holder.number,
            data=_certified(application, known.values, case.accepted_at),
            issued_at=case.accepted_at,
        )
        Certificate.objects.bulk_create([certificate])  # without a signal: the audit log is for what people change
        issued.append(issued_document(certificate))
    return tuple(issued)


def issue_result(case: Case, actor: Actor, reason: str) -> Certificate:
    """The document of what was decided about `case`; the one there is when it was made before."""
    granted, now = case.outcome == Outcome.GRANTED, datetime.now(UTC)
    holder, applied = case.application.holder, timezone.localtime(case.applied_at)
    title = ("准予决定书", "Decision: granted") if granted else ("不予批准决定书", "Decision: not granted")
    unit = case.unit or actor.unit
    data: Data = {
        "heading": title[0],
        "heading_en": title[1],
        "name": holder.name,
        "number": holder.number,
        "matter": case.matter_title,
        "case_no": case.number_for_people,
        "applied_on": f"{applied.year}年{applied.month}月{applied.day}日",
        "decision": "准予" if granted else "不予批准",
        "decision_en": "granted" if granted else "not granted",
        "body": f"你提出的“{case.matter_title}”申请，经审查，{unit}决定{'准予' if granted else '不予批准'}。",
        "reason": reason.strip(),
        "remedy": "" if granted else _REMEDY,
        "unit": unit,
    }
    with transaction.atomic():
        found = Certificate.objects.filter(case=case, key=RESULT).first()
        return found or Certificate.objects.create(
            number=next_certificate_no(now),
            code=_code(),
            case=case,
            key=RESULT,
            unit=unit,
            title_zh=f"{case.matter_title}：{title[0]}"[:300],
            title_en=title[1],
            holder_name=holder.name,
            holder_number=holder.number,
            data=data,
            issued_at=now,
        )


def verify_address(certificate: Certificate) -> str:
    """The page that says whether `certificate` is genuine; its QR code holds it."""
    return f"{settings.PUBLIC_URL}/c/{certificate.number}/{certificate.code}"


def issued_document(certificate: Certificate) -> IssuedDocument:
    """`certificate` as the kiosk prints it."""
    return IssuedDocument(
        key=certificate.key,
        number=certificate.number,
        verify_url=verify_address(certificate),
        issued_at=certificate.issued_at,
        data=certificate.data,
    )


def _code() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH))


def _certified(application: Application, insurance: Mapping[str, str], issued_at: datetime) -> Data:
    months = int(insurance.get("insured_months", "0"))
    return {
        "name": application.holder.name,
        "number": application.holder.number,
        "status": insurance["insurance_status"],
        "unit": insurance.get("insured_unit", ""),
        "total_months": months,
        "months": _recent_months(months, insurance.get("insured_paused_since", ""), issued_at),
    }


def _recent_months(paid_months: int, paused_since: str, issued_at: datetime) -> list[dict[str, str | int]]:
    """The last twelve full months before `issued_at`, oldest first; one payment covers all three kinds."""
    today = timezone.localtime(issued_at)
    count = min(_RECENT, paid_months)
    places = [divmod(today.year * 12 + today.month - 1 - back, 12) for back in range(count, 0, -1)]
    months = [f"{year}-{index + 1:02d}" for year, index in places]
    paid = {month: _UNPAID if paused_since and month >= paused_since else _PAID for month in months}
    return [{"month": month, "pension": mark, "medical": mark, "unemployment": mark} for month, mark in paid.items()]
