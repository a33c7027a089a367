"""Acceptance of an application: exactly one case per idempotency key, whatever arrives twice or at once.

Key, case, documents, certificates and the answer are written in one transaction; the answer is kept, so every repeat
gets the same bytes. An application that a kiosk has accepted is never refused for business reasons: the citizen holds
a receipt. Only what can be cured by sending again (missing attachments) or is no faithful copy is answered with an error.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from central.cases.arrival import Arrival, accept_if_sound, decide_by_rule, is_sound, supervise
from central.cases.bundles import blocking_of, join_bundle
from central.cases.clock import day_of, due_day
from central.cases.findings import Finding, check, duplicates, told_since
from central.cases.holders import Veiled, veiled
from central.cases.models import Case, CaseDocument, CaseState, in_fours
from central.cases.numbers import next_case_no
from central.cases.owing import put_off
from central.cases.pausing import day_without_promise
from central.cases.transitions import Action
from central.catalogue import calendar, matter_of
from central.certificates.contents import Grounds
from central.certificates.issue import ask_before, issue_documents, told, wanted_documents
from central.government.lookups import Asked
from central.kiosks.models import Kiosk
from central.payments.orders import fee_state, record
from central.statements import insert, rows_of
from central.submissions.acceptance import Accepted, OtherBytes, again, once
from central.submissions.opening import Opened
from kiosk.matters.coded import Unit
from kiosk.matters.model import Matter, ServiceMode
from kiosk.matters.service import DocumentSpec
from kiosk.protocol.messages import Application, Attachment, CaseAnswer, IssuedDocument

SIGNATURE = "signature"
_KEPT = "SELECT kiosk_id, posted_sha256, answer FROM cases_case WHERE application_id = %s"


class _Kept(NamedTuple):
    kiosk_id: str
    posted_sha256: str
    answer: str


def repeated(application_id: str, kiosk: Kiosk, posted_sha256: str) -> Accepted | OtherBytes | None:
    """The case that came before under this id, if one did."""
    found = rows_of(_KEPT, (application_id,))
    return again(_Kept(*found[0]) if found else None, kiosk, posted_sha256, lambda kept: kept.answer)


def accept(kiosk: Kiosk, application: Application, opened: Opened) -> Accepted | OtherBytes:
    """Make the case of `application`, or find the one made before."""
    # Before the transaction: what a release says may have to be unpacked first, and nobody else writes meanwhile.
    matter, now = matter_of(application.matter_code), datetime.now(UTC)
    holder = veiled(application.holder)
    found = [*check(matter, application), *duplicates(holder.holder_hash, matter, application, now)]
    case = _drafted(kiosk, application, opened, matter, holder)
    # The departments too: nobody waits for them with the database locked.
    asked = ask_before(kiosk, matter, application) if matter is not None and is_sound(found) else Asked()
    found = [one for one in found if not told_since(one, matter, told(asked))]
    case.accepted_at, case.findings = now, [one.kept() for one in found]
    case.case_no = next_case_no(now)
    return once(
        lambda: repeated(application.id, kiosk, opened.posted_sha256),
        lambda: _new(case, application, opened, matter, found, asked),
        asked=True,
    )


def _drafted(kiosk: Kiosk, application: Application, opened: Opened, matter: Matter | None, holder: Veiled) -> Case:
    """The case as far as it needs no number; nothing is written."""
    promise = matter.promise if matter is not None else None
    due = None if promise is None else due_day(day_of(application.applied_at), promise, (), calendar())
    payment = application.payment
    return Case(
        application_id=application.id,
        kiosk=kiosk,
        receipt_no=application.receipt_no,
        matter_code=application.matter_code,
        matter_title=matter.title.zh if matter else application.matter_code,
        unit=matter.department.zh if matter else "",
        applied_at=application.applied_at,
        limit_amount=promise.count if promise is not None else None,
        limit_unit=promise.unit if promise is not None else Unit.WORKING_DAYS,
        promised=due,
        due=due,
        holder_hash=holder.holder_hash,
        name_mask=holder.name_mask,
        number_mask=holder.number_mask,
        fee_fen=payment.amount_fen if payment is not None else 0,
        fee_state=fee_state(payment),
        body=opened.body.decode(),
        body_sha256=hashlib.sha256(opened.body).hexdigest(),
        posted_sha256=opened.posted_sha256,
        key_id=opened.key_id,
        inspected=not any(one.pages for one in application.materials),
        owed_by=next((owed.due for owed in put_off(application, matter)), None),
        answer="",
    )


def _new(
    case: Case,
    application: Application,
    opened: Opened,
    matter: Matter | None,
    found: Sequence[Finding],
    asked: Asked,
) -> Accepted:
    """Write everything."""
    asked.write()
    now = case.accepted_at
    arrival = Arrival(case, now)
    arrival.arrive()
    accept_if_sound(arrival, found, matter)
    wanted = _at_once(arrival, matter, application)
    if wanted == ():
        arrival.take(Action.FINISH_AT_ONCE)
    if wanted is None:
        _leave_to_people(case, matter)
    case.answer = _answered(case, ())
    insert(case)
    join_bundle(case, application)
    _keep_pages(case, application, opened)
    record(case, application.payment, now)
    supervise(case, found, now)
    issued = _issued(arrival, matter, application, wanted or (), asked)
    unmade = len(issued) < len(wanted or ())
    if unmade:
        _leave_to_people(case, matter)
    if issued or unmade or case.bundle_id is not None:
        _answer_anew(case, issued)
    arrival.write()
    return Accepted(case.answer, fresh=True)


def _keep_pages(case: Case, application: Application, opened: Opened) -> None:
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


def _at_once(arrival: Arrival, matter: Matter | None, application: Application) -> tuple[DocumentSpec, ...] | None:
    """What is issued for a case that is decided at once; None for one that people decide.

    People decide what the check found wrong, what waits for another member of its bundle, and what waits for a paper.
    """
    member = application.bundle
    if _waits_for_a_paper(matter, application):
        return None
    if matter is None or arrival.case.state != CaseState.ACCEPTED or (member and blocking_of(member.id, member.after)):
        return None
    granted = decide_by_rule(arrival, matter, application)
    return wanted_documents(matter, application) if granted or matter.service_mode is ServiceMode.INSTANT else None


def _leave_to_people(case: Case, matter: Matter | None) -> None:
    """What was to be done while the citizen waits gets a day: else it would never be late."""
    if case.due is None and matter is not None:
        case.due = day_without_promise(case, matter)


def _waits_for_a_paper(matter: Matter | None, application: Application) -> bool:
    return any(owed.withholds for owed in put_off(application, matter))


def _issued(
    arrival: Arrival, matter: Matter | None, application: Application, wanted: Sequence[DocumentSpec], asked: Asked
) -> tuple[IssuedDocument, ...]:
    """The documents of what is decided at once; with all of them the case is done. None while its fee is open."""
    if matter is None or not wanted or arrival.case.owes_fee:
        return ()
    issued = issue_documents(Grounds(arrival.case, matter, application, told(asked), arrival.now), wanted)
    if len(issued) == len(wanted):
        arrival.take(Action.FINISH_AT_ONCE)
    return issued


def _answered(case: Case, issued: tuple[IssuedDocument, ...]) -> str:
    """What is said for ever to whoever sends it."""
    return CaseAnswer(
        case_no=in_fours(case.case_no),
        application_id=case.application_id,
        application_sha256=case.posted_sha256,
        accepted_at=case.accepted_at,
        due=case.due,
        issued=issued,
    ).model_dump_json()


def _answer_anew(case: Case, issued: tuple[IssuedDocument, ...]) -> None:
    """With the numbers of the documents, which need the case, and the day that the bundle's members make."""
    case.answer = _answered(case, issued)
    Case.objects.filter(pk=case.pk).update(
        state=case.state,
        outcome=case.outcome,
        revision=case.revision,
        state_since=case.state_since,
        due=case.due,
        answer=case.answer,
    )


def _attachments(application: Application) -> Iterator[tuple[str, int, Attachment]]:
    for material in application.materials:
        for page, attachment in enumerate(material.pages, start=1):
            yield material.key, page, attachment
    if application.signature is not None:
        yield SIGNATURE, 1, application.signature
