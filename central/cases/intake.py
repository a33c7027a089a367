"""Acceptance of an application: exactly one case per idempotency key, whatever arrives twice or at once.

Key, case, documents, certificates and the answer are written in one transaction; the answer is kept, so every repeat
gets the same bytes. An application that a kiosk has accepted is never refused for business reasons: the citizen holds
a receipt. Only what can be cured by sending again (missing attachments) or is no faithful copy is answered with an error.
"""

import hashlib
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock

from django.db import IntegrityError, connection, transaction

from central.cases.blobs import sizes_of
from central.cases.models import Case, CaseDocument, CaseState, in_fours
from central.cases.numbers import next_case_no
from central.catalogue import due_of, matter_of
from central.certificates.issue import issue_documents
from central.kiosks.models import Kiosk
from kiosk.matters.model import Handling, Matter
from kiosk.protocol.messages import Application, Attachment, CaseAnswer, IssuedDocument

SIGNATURE = "signature"
_ONE_WRITER = Lock()
"""SQLite has one writer at a time; waiting here is prompt, its own busy handler sleeps up to 100 ms between tries"""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The case is here. `answer` is the JSON to send; `fresh` if this call made the case."""

    answer: str
    fresh: bool


@dataclass(frozen=True, slots=True)
class OtherBytes:
    """The key is known with another body."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Attachments to send first."""

    hashes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WrongSize:
    """Attachments whose stated size is not the size of the stored bytes."""

    hashes: tuple[str, ...]


Outcome = Accepted | OtherBytes | Missing | WrongSize


def accept(kiosk: Kiosk, application: Application, body: bytes) -> Outcome:
    """Make the case of `application`, received as `body`, or find the one made before."""
    sha256 = hashlib.sha256(body).hexdigest()
    try:
        with _ONE_WRITER if connection.vendor == "sqlite" else nullcontext(), transaction.atomic():
            return _repeated(application.id, kiosk, sha256) or _new(kiosk, application, body.decode(), sha256)
    except IntegrityError:
        # PostgreSQL has no write lock at the start of a transaction: the other of two equal calls came first.
        repeated = _repeated(application.id, kiosk, sha256)
        if repeated is None:
            raise
        return repeated


def _repeated(application_id: str, kiosk: Kiosk, sha256: str) -> Accepted | OtherBytes | None:
    case = Case.objects.filter(application_id=application_id).first()
    if case is None:
        return None
    if case.body_sha256 != sha256 or case.kiosk_id != kiosk.id:
        return OtherBytes()
    return Accepted(case.answer, fresh=False)


def _new(kiosk: Kiosk, application: Application, body: str, sha256: str) -> Accepted | Missing | WrongSize:
    attachments = list(_attachments(application))
    sizes = sizes_of({one.sha256 for *_, one in attachments})
    if missing := sorted({one.sha256 for *_, one in attachments if one.sha256 not in sizes}):
        return Missing(tuple(missing))
    if wrong := sorted({one.sha256 for *_, one in attachments if one.size != sizes[one.sha256]}):
        return WrongSize(tuple(wrong))
    matter, now = matter_of(application.matter_code), datetime.now(UTC)
    case = Case.objects.create(
        application_id=application.id,
        case_no=next_case_no(now),
        kiosk=kiosk,
        receipt_no=application.receipt_no,
        matter_code=application.matter_code,
        matter_title=matter.title.zh if matter else application.matter_code,
        applied_at=application.applied_at,
        accepted_at=now,
        due=due_of(matter, application.applied_at),
        body=body,
        body_sha256=sha256,
        answer="",
    )
    CaseDocument.objects.bulk_create(
        CaseDocument(case=case, key=key, page=page, media_type=one.media_type, blob_id=one.sha256)
        for key, page, one in attachments
    )
    _decide(case, matter, application)
    return Accepted(case.answer, fresh=True)


def _decide(case: Case, matter: Matter | None, application: Application) -> None:
    """Finish `case` if its matter is decided at once, and fix the answer for ever."""
    issued: tuple[IssuedDocument, ...] = ()
    if matter is not None and matter.handling is Handling.INSTANT:
        issued = issue_documents(case, matter, application)
        if len(issued) == len(matter.documents):
            case.state = CaseState.DONE
    answer = CaseAnswer(
        case_no=in_fours(case.case_no),
        application_id=case.application_id,
        application_sha256=case.body_sha256,
        accepted_at=case.accepted_at,
        due=case.due,
        issued=issued,
    )
    case.answer = answer.model_dump_json()
    case.save(update_fields=["state", "answer"])


def _attachments(application: Application) -> Iterator[tuple[str, int, Attachment]]:
    for material in application.materials:
        for page, attachment in enumerate(material.pages, start=1):
            yield material.key, page, attachment
    if application.signature is not None:
        yield SIGNATURE, 1, application.signature
