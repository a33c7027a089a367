"""From a visit to the frozen bytes that go to the platform, and from a journalled draft to a paid application."""

from datetime import datetime

from kiosk.matters.fields import visible
from kiosk.matters.model import MaterialSpec
from kiosk.protocol.messages import (
    Application,
    Attachment,
    FormValue,
    PaymentProof,
    SubmittedMaterial,
)
from kiosk.services.prefill import message_of
from kiosk.visit.state import MaterialState, Payment, PaymentState, Visit
from kiosk.visit.steps.materials import declaration
from offline_cache.message import Enclosure, Outgoing

JPEG = "image/jpeg"
PNG = "image/png"


def draft_of(visit: Visit, *, kiosk_id: str, receipt_no: str, applied_at: datetime) -> Outgoing:
    """The application of `visit`, without any word on money yet.

    The visit's id is the application's id and its idempotency key for ever.
    """
    if visit.holder is None:
        raise ValueError("a visit without a holder cannot be filed")
    enclosures: dict[str, Enclosure] = {}

    def enclose(data: bytes, media_type: str) -> Attachment:
        enclosure = Enclosure.of(data, media_type)
        enclosures[enclosure.sha256] = enclosure
        return Attachment(sha256=enclosure.sha256, size=enclosure.size, media_type=media_type)

    materials = tuple(
        SubmittedMaterial(
            key=spec.key,
            origin=spec.origin,
            pages=tuple(enclose(page.jpeg, JPEG) for page in _scanned(visit, spec).pages),
            deferred=_scanned(visit, spec).deferred,
            promise=_promise(visit, spec),
        )
        for spec in visit.selected.materials
    )
    way = visit.selected.deliveries
    signature = None
    if visit.signature is not None and visit.signature.png:
        signature = enclose(visit.signature.png, PNG)
    application = Application(
        id=visit.id,
        kiosk_id=kiosk_id,
        receipt_no=receipt_no,
        matter_code=visit.matter.code,
        matter_version=visit.matter.version,
        release=visit.release,
        applied_at=applied_at,
        language=visit.language,
        holder=message_of(visit.holder),
        values=_values(visit),
        materials=materials,
        situation=dict(visit.situation),
        declaration=tuple(sentence.get(visit.language) for sentence in declaration(visit)),
        signature=signature,
        delivery=way[0].key if way else "",
    )
    return _outgoing(application, tuple(enclosures.values()))


def with_payment(draft: Outgoing, proof: PaymentProof | None, *, applied_at: datetime) -> Outgoing:
    """`draft` as it is accepted: with its money, and the exact 申请时间."""
    application = Application.model_validate_json(draft.body)
    accepted = application.model_copy(update={"payment": proof, "applied_at": applied_at})
    return _outgoing(accepted, draft.attachments)


def proof_of(payment: Payment, amount_fen: int) -> PaymentProof | None:
    """What the application says of the money."""
    if payment.state is PaymentState.PAID:
        return PaymentProof(
            state="paid",
            amount_fen=amount_fen,
            order_no=payment.order_no,
            channel=payment.channel,
            paid_at=payment.paid_at,
        )
    if payment.state is PaymentState.DEFERRED:
        return PaymentProof(state="deferred", amount_fen=amount_fen)
    return None


def _values(visit: Visit) -> tuple[FormValue, ...]:
    """What the form holds; without what was only offered for a question that was not asked (an address, to pick it up)."""
    facts = visit.facts
    shown = {spec.key for spec in visible(visit.matter, facts.values, facts.holder, visit.situation)}
    unasked = {spec.key for spec in visit.matter.form if spec.editable} - shown
    return tuple(
        FormValue(key=key, value=value.text, source=value.source.value)
        for key, value in visit.values.items()
        if key not in unasked
    )


def _outgoing(application: Application, attachments: tuple[Enclosure, ...]) -> Outgoing:
    return Outgoing(
        id=application.id,
        kind="case",
        body=application.model_dump_json().encode(),
        receipt_no=application.receipt_no,
        applied_at=application.applied_at,
        attachments=attachments,
    )


def _promise(visit: Visit, spec: MaterialSpec) -> str:
    if spec.by_promise is None or not _scanned(visit, spec).promised:
        return ""
    return spec.by_promise.get(visit.language)


def _scanned(visit: Visit, spec: MaterialSpec) -> MaterialState:
    return visit.materials.get(spec.key, MaterialState())
