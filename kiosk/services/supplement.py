"""From a visit that brought papers for a case (补交) to the frozen bytes that go to the platform."""

from datetime import datetime

from kiosk.protocol.messages import Attachment
from kiosk.protocol.supplement import Supplement, SuppliedMaterial
from kiosk.services.application import JPEG
from kiosk.services.prefill import message_of
from kiosk.visit.state import MaterialState, Visit
from offline_cache.message import Enclosure, Outgoing


def supplement_of(visit: Visit, *, kiosk_id: str, receipt_no: str, handed_at: datetime) -> Outgoing:
    """What `visit` hands in: the papers that were scanned. Its id is the idempotency key for ever.

    Raises:
        ValueError: nobody's card was read, or the visit is for no case.
    """
    if visit.holder is None or visit.supplement is None:
        raise ValueError("papers are handed in by somebody, for a case")
    enclosures: dict[str, Enclosure] = {}

    def enclose(data: bytes) -> Attachment:
        enclosure = Enclosure.of(data, JPEG)
        enclosures[enclosure.sha256] = enclosure
        return Attachment(sha256=enclosure.sha256, size=enclosure.size, media_type=JPEG)

    states = {spec.key: visit.materials.get(spec.key, MaterialState()) for spec in visit.selected.scanned}
    message = Supplement(
        id=visit.id,
        kiosk_id=kiosk_id,
        receipt_no=receipt_no,
        case_no=visit.supplement.case_no.replace(" ", ""),
        handed_at=handed_at,
        language=visit.language,
        holder=message_of(visit.holder),
        materials=tuple(
            SuppliedMaterial(key=key, pages=tuple(enclose(page.jpeg) for page in state.pages))
            for key, state in states.items()
            if state.pages
        ),
    )
    body = message.model_dump_json().encode()
    return Outgoing(visit.id, "supplement", body, receipt_no, handed_at, tuple(enclosures.values()))
