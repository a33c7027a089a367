"""Issue the documents of an instant matter from government data."""

import secrets
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from central.cases.models import Case
from central.cases.numbers import next_certificate_no
from central.certificates.models import Certificate
from central.government.register import Insurance, known_of
from kiosk.matters.model import Matter
from kiosk.protocol.messages import Application, IssuedDocument

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no letters that are read as digits"""
_CODE_LENGTH = 12
_RECENT = 12
_PAID, _UNPAID = "✓", "—"

Data = dict[str, str | int | list[dict[str, str | int]]]


def issue_documents(case: Case, matter: Matter, application: Application) -> tuple[IssuedDocument, ...]:
    """Every document of `matter` for the holder; none when the departments know nothing to certify."""
    known = known_of(application.holder.number)
    if known is None or known.insurance is None:
        return ()
    insurance = known.insurance
    issued = []
    for document in matter.documents:
        certificate = Certificate.objects.create(
            number=next_certificate_no(case.accepted_at),
            code="".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH)),
            case=case,
            key=document.key,
            title_zh=document.title.zh,
            title_en=document.title.en,
            holder_name=application.holder.name,
            holder_number=application.holder.number,
            data=_certified(application, insurance, case.accepted_at),
            issued_at=case.accepted_at,
        )
        issued.append(issued_document(certificate))
    return tuple(issued)


def issued_document(certificate: Certificate) -> IssuedDocument:
    """`certificate` as the kiosk prints it."""
    return IssuedDocument(
        key=certificate.key,
        number=certificate.number,
        verify_url=f"{settings.PUBLIC_URL}/c/{certificate.number}/{certificate.code}",
        issued_at=certificate.issued_at,
        data=certificate.data,
    )


def _certified(application: Application, insurance: Insurance, issued_at: datetime) -> Data:
    return {
        "name": application.holder.name,
        "number": application.holder.number,
        "status": insurance.status,
        "unit": insurance.unit,
        "total_months": insurance.months,
        "months": _recent_months(insurance, issued_at),
    }


def _recent_months(insurance: Insurance, issued_at: datetime) -> list[dict[str, str | int]]:
    """The last twelve full months before `issued_at`, oldest first; one payment covers all three kinds."""
    today = timezone.localtime(issued_at)
    count = min(_RECENT, insurance.months)
    places = [divmod(today.year * 12 + today.month - 1 - back, 12) for back in range(count, 0, -1)]
    months = [f"{year}-{index + 1:02d}" for year, index in places]
    paid = {month: _UNPAID if insurance.paused_since and month >= insurance.paused_since else _PAID for month in months}
    return [{"month": month, "pension": mark, "medical": mark, "unemployment": mark} for month, mark in paid.items()]
