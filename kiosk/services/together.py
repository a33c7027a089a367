"""A bundle's applications, from their common draft to the messages that are accepted as one.

While money is on its way the journal keeps one draft for one order: of a bundle it holds the applications of all members, each
with its share of the sum.
"""

from dataclasses import replace
from datetime import datetime

from kiosk.protocol.messages import Application, Attachment, Message, PaymentProof
from kiosk.services.application import draft_of, with_payment
from kiosk.visit.members import is_bundle, members_of, place_of
from kiosk.visit.state import Visit
from offline_cache.message import Enclosure, Outgoing, distinct


class _Member(Message):
    application: Application
    fee_fen: int


class _Together(Message):
    members: tuple[_Member, ...]


_BEGINNING = b'{"members":'
"""Of a common draft; that of one application begins with its id"""


def common_draft(visit: Visit, *, kiosk_id: str, receipt_no: str, applied_at: datetime) -> Outgoing:
    """Everything that `visit` applies for, under one receipt number; for a single matter its application."""
    drafts = [
        draft_of(member, kiosk_id=kiosk_id, receipt_no=receipt_no, applied_at=applied_at)
        for member in members_of(visit)
    ]
    if not is_bundle(visit):
        return drafts[0]
    members = tuple(_member(visit, one, draft) for one, draft in zip(members_of(visit), drafts, strict=True))
    files = distinct(tuple(file for draft in drafts for file in draft.attachments))
    return replace(drafts[0], body=_Together(members=members).model_dump_json().encode(), attachments=files)


def accepted_of(draft: Outgoing, proof: PaymentProof | None, *, applied_at: datetime) -> tuple[Outgoing, ...]:
    """What is accepted of `draft`, one message an application: with its share of the money, and the exact 申请时间."""
    if not draft.body.startswith(_BEGINNING):
        return (with_payment(draft, proof, applied_at=applied_at),)
    together = _Together.model_validate_json(draft.body)
    files = {file.sha256: file for file in draft.attachments}
    return tuple(_accepted(member, draft, files, proof, applied_at) for member in together.members)


def _member(visit: Visit, member: Visit, draft: Outgoing) -> _Member:
    application = Application.model_validate_json(draft.body)
    named = application.model_copy(update={"bundle": place_of(visit, member.matter.code)})
    fee = member.selected.fee
    return _Member(application=named, fee_fen=fee.amount_fen if fee is not None else 0)


def _accepted(
    member: _Member, draft: Outgoing, files: dict[str, Enclosure], proof: PaymentProof | None, applied_at: datetime
) -> Outgoing:
    application = member.application
    own = replace(
        draft,
        id=application.id,
        body=application.model_dump_json().encode(),
        attachments=tuple(files[one.sha256] for one in {each.sha256: each for each in _files_of(application)}.values()),
    )
    share = proof.model_copy(update={"amount_fen": member.fee_fen}) if proof is not None and member.fee_fen else None
    return with_payment(own, share, applied_at=applied_at)


def _files_of(application: Application) -> list[Attachment]:
    pages = [page for material in application.materials for page in material.pages]
    return [*pages, application.signature] if application.signature is not None else pages
