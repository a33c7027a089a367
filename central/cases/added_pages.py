"""Pages that come afterwards: handed in at the counter, checked by what is in them, and sealed as a kiosk does it."""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Max

from central.cases.blobs import keep_name, path_of
from central.cases.findings import MOST_PIXELS
from central.cases.models import Blob, Case, CaseDocument, Supplement
from central.platform_keys import intake_public_key
from central.uploads import Kind, RefusedUploadError, Why, checked
from kiosk.protocol.sealed import Sealer, attachment_context

MOST_PAGES = 20
PICTURES = frozenset({Kind.JPEG, Kind.PNG})


@dataclass(frozen=True, slots=True)
class SealedPage:
    """A page that is on the disk, sealed. `sha256` is of the page, `blob` of the sealed bytes."""

    media_type: str
    sha256: str
    blob: str
    size: int
    key_id: str


def seal_page(case: Case, data: bytes) -> SealedPage | Why:
    """Check one page and lay it down sealed, durable on return; nothing of the case is changed."""
    try:
        page = checked(data, PICTURES | {Kind.PDF}, max_bytes=settings.BLOB_MAX_BYTES, max_pixels=MOST_PIXELS)
    except RefusedUploadError as refused:
        return refused.why
    sealer = Sealer.to(intake_public_key())
    sealed = sealer.seal(data, context=attachment_context(case.kiosk_id, case.application_id))
    blob = hashlib.sha256(sealed).hexdigest()
    _lay_down(blob, sealed)
    return SealedPage(page.media_type, hashlib.sha256(data).hexdigest(), blob, len(sealed), sealer.key_id)


def add_pages(
    case: Case, key: str, pages: Sequence[SealedPage], now: datetime, supplement: Supplement | None = None
) -> None:
    """Put sealed pages behind those of the material `key`. Call inside the transaction of the step that brings them.

    `supplement` is the hand-in at a kiosk that they are of, to which their seal is bound.
    """
    last = CaseDocument.objects.filter(case=case, key=key).aggregate(last=Max("page"))["last"] or 0
    for number, page in enumerate(pages, start=last + 1):
        Blob.objects.get_or_create(sha256=page.blob, defaults={"size": page.size})
        CaseDocument.objects.create(
            case=case,
            key=key,
            page=number,
            media_type=page.media_type,
            sha256=page.sha256,
            blob_id=page.blob,
            key_id=page.key_id,
            added_at=now,
            supplement=supplement,
        )
    if pages:
        case.inspected = False


def _lay_down(blob: str, sealed: bytes) -> None:
    final = path_of(blob)
    final.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = final.with_name(f".{blob}.{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(final)
    keep_name(final)
