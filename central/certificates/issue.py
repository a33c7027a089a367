"""Issue documents: those of a case that is decided at once, and the result that an officer decided."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from central.cases.casework import Actor
from central.cases.findings import facts_of
from central.cases.models import Case, Outcome
from central.cases.numbers import next_certificate_no
from central.certificates.contents import Data, Grounds, source_of
from central.certificates.models import Certificate
from central.government.lookups import Asked, Asker, NoLegalBasis, ask
from central.government.models import Purpose
from central.kiosks.models import Kiosk
from kiosk.matters.model import Matter
from kiosk.matters.rules import RuleError
from kiosk.matters.selection import documents
from kiosk.matters.service import DocumentSpec, ServiceMode
from kiosk.protocol.messages import Application, IssuedDocument

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no letters that are read as digits"""
_CODE_LENGTH = 12
_REMEDY = "如不服本决定，可以在收到之日起六十日内申请行政复议，或者在六个月内向人民法院提起行政诉讼。"
"""行政复议法 art. 20 and 行政诉讼法 art. 46: a refusal must say what can be done against it (行政许可法 art. 38)"""

RESULT = "result"
"""Key of the document that says what an officer decided"""


def wanted_documents(matter: Matter, application: Application) -> tuple[DocumentSpec, ...] | None:
    """The documents of the case's own situation; None where its rules cannot be worked out, which is for an officer."""
    try:
        return documents(matter, facts_of(matter, application))
    except RuleError:
        return None


def ask_before(kiosk: Kiosk, matter: Matter, application: Application) -> Asked:
    """What the departments know for the documents that may be issued at once; asked before anything is locked."""
    if matter.service_mode not in (ServiceMode.INSTANT, ServiceMode.AUTOMATIC):
        return Asked()
    if not any(source_of(matter, document).keys for document in matter.documents):
        return Asked()
    return ask_for(kiosk, matter, application, wanted_documents(matter, application) or ())


def ask_for(kiosk: Kiosk, matter: Matter, application: Application, wanted: Sequence[DocumentSpec]) -> Asked:
    """What the departments know for `wanted`; asked before anything is locked."""
    keys = {key for document in wanted for key in source_of(matter, document).keys}
    return ask(Asker(kiosk, matter, Purpose.ISSUE), application.holder.number, keys)


def told(asked: Asked) -> Mapping[str, str]:
    """What of `asked` a paper can rest on."""
    return {} if isinstance(asked.facts, NoLegalBasis) else asked.facts.values


def issue_documents(grounds: Grounds, wanted: Sequence[DocumentSpec]) -> tuple[IssuedDocument, ...]:
    """Those of `wanted` that can be certified, each with its own data.

    One is left out when the departments know nothing of what it says, or do not answer.
    """
    case, holder = grounds.case, grounds.application.holder
    issued = []
    for document in wanted:
        data = source_of(grounds.matter, document).data(grounds)
        if data is None:
            continue
        certificate = Certificate(
            number=next_certificate_no(grounds.at),
            code=_code(),
            case=case,
            key=document.key,
            unit=case.unit,
            title_zh=document.title.zh,
            title_en=document.title.en,
            holder_name=holder.name,
            holder_number=holder.number,
            data=data,
            issued_at=grounds.at,
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
