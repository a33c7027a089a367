"""Acceptance of an application: exactly one case per idempotency key, whatever arrives twice or at once.

Key, case, documents, certificates and the answer are written in one transaction; the answer is kept, so every repeat
gets the same bytes. An application that a kiosk has accepted is never refused for business reasons: the citizen holds
a receipt. Only what can be cured by sending again (missing attachments) or is no faithful copy is answered with an error.
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime

from central.cases.models import Case, CaseDocument, CaseState, in_fours
from central.cases.numbers import next_case_no
from central.catalogue import due_of, matter_of
from central.certificates.issue import issue_documents
from central.kiosks.models import Kiosk
from central.submissions.acceptance import Accepted, OtherBytes, again, once
from central.submissions.opening import Opened
from kiosk.matters.model import Handling, Matter
from kiosk.protocol.messages import Application, Attachment, CaseAnswer, IssuedDocument

SIGNATURE = "signature"


def repeated(application_id: str, kiosk: Kiosk, posted_sha256: str) -> Accepted | OtherBytes | None:
    """The case that came before under this id, if one did."""
    case = Case.objects.filter(application_id=application_id).first()
    return again(case, kiosk, posted_sha256, lambda kept: kept.answer)


def accept(kiosk: Kiosk, application: Application, opened: Opened) -> Accepted | OtherBytes:
    """Make the case of `application`, or find the one made before."""
    # Before the transaction: what a release says may have to be unpacked first, and nobody else writes meanwhile.
    matter = matter_of(application.matter_code)
    due = due_of(matter, application.applied_at)
    return once(
        lambda: repeated(application.id, kiosk, opened.posted_sha256),
        lambda: _new(kiosk, application, opened, matter, due),
    )


def _new(kiosk: Kiosk, application: Application, opened: Opened, matter: Matter | None, due: date | None) -> Accepted:
    now = datetime.now(UTC)
    case = Case.objects.create(
        application_id=application.id,
        case_no=next_case_no(now),
        kiosk=kiosk,
        receipt_no=application.receipt_no,
        matter_code=application.matter_code,
        matter_title=matter.title.zh if matter else application.matter_code,
        applied_at=application.applied_at,
        accepted_at=now,
        due=due,
        body=opened.body.decode(),
        body_sha256=hashlib.sha256(opened.body).hexdigest(),
        posted_sha256=opened.posted_sha256,
        key_id=opened.key_id,
        answer="",
    )
    CaseDocument.objects.bulk_create(
        CaseDocument(
            case=case,
            key=key,
            page=page,
            media_type=one.media_type,
            sha256=one.sha256,
            blob_id=opened.pages[one.sha256].blob,
        )
        for key, page, one in _attachments(application)
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
        application_sha256=case.posted_sha256,
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
