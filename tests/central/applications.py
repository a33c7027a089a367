"""Applications of a synthetic person, as the kiosk would send them."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import uuid4

from kiosk.protocol.messages import (
    Application,
    Attachment,
    CaseAnswer,
    FormValue,
    Holder,
    PaymentProof,
    SubmittedMaterial,
)
from tests.central.running import KIOSK, RunningCentral
from tests.central.sealing import submit

CERTIFICATE = "social-insurance-certificate"
REPLACEMENT = "social-security-card-replacement"
WANG = Holder(
    kind="citizen",
    name="王建国",
    number="990101198403171216",
    sex="1",
    birth=date(1984, 3, 17),
    address="北桥路12弄3号",
)
APPLIED = datetime(2026, 11, 20, 15, 40, tzinfo=UTC)
"""A Friday, 23:40 in China"""


def attachment(data: bytes, size: int | None = None) -> Attachment:
    """`data` as an application names it."""
    return Attachment(
        sha256=hashlib.sha256(data).hexdigest(), size=len(data) if size is None else size, media_type="image/jpeg"
    )


def certificate_application(holder: Holder = WANG, matter: str = CERTIFICATE) -> Application:
    """For an instant matter, without attachments."""
    return Application(
        id=uuid4().hex,
        kiosk_id=KIOSK,
        receipt_no="K0412-261120-0001",
        matter_code=matter,
        matter_version=1,
        applied_at=APPLIED,
        language="zh_CN",
        holder=holder,
        values=(FormValue(key="name", value=holder.name, source="card"),),
    )


def replacement_application(*pages: Attachment) -> Application:
    """For a promised matter, complete, with scanned pages (without any they are to follow), paid."""
    values = {"name": WANG.name, "phone": "13800136621", "delivery": "pickup"}
    return certificate_application(matter=REPLACEMENT).model_copy(
        update={
            "values": tuple(FormValue(key=key, value=value, source="citizen") for key, value in values.items()),
            "materials": (SubmittedMaterial(key="home_proof", origin="scan", pages=pages, deferred=not pages),),
            "payment": PaymentProof(
                state="paid", amount_fen=2000, order_no=f"K0412-{uuid4().hex[:8]}", channel="simulated", paid_at=APPLIED
            ),
        }
    )


PAGE_BYTES = b"\xff\xd8 a scanned page"
PAGE = attachment(PAGE_BYTES)


def complete_application() -> Application:
    """For a promised matter, with every paper: it can be granted."""
    return replacement_application(PAGE)


def unpaid_application(*pages: Attachment) -> Application:
    """For a promised matter whose fee was to follow."""
    return replacement_application(*pages).model_copy(
        update={"payment": PaymentProof(state="deferred", amount_fen=2000)}
    )


def send_blob(central: RunningCentral, data: bytes, sha256: str = "") -> int:
    """Put `data` under its hash (or under a wrong one); the status."""
    address = sha256 or hashlib.sha256(data).hexdigest()
    return central.call("PUT", f"/v1/blobs/{address}", data=data).status_code


def filed(central: RunningCentral, application: Application, pages: Sequence[bytes] = ()) -> CaseAnswer:
    """File `application` with its scanned `pages`; the platform's answer."""
    response = submit(central, application, pages)
    assert response.status_code == 201, response.text
    return CaseAnswer.model_validate_json(response.content)
