"""``HEAD`` and ``PUT /v1/blobs/{sha256}``: attachments travel before the message that names them, in one go or in parts."""

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router

from central.cases.blobs import Part, Stored, is_known, offset_of, renew, store
from central.kiosks.auth import caller, repeatable_kiosk, signed_sha256, streaming_kiosk
from central.problems import problem

router = Router(tags=["blobs"])
_SHA256 = re.compile(r"[0-9a-f]{64}")
_RANGE = re.compile(r"bytes (\d{1,12})-(\d{1,12})/(\d{1,12})", re.ASCII)
OFFSET = "Upload-Offset"


@router.api_operation(["HEAD"], "/blobs/{sha256}", auth=repeatable_kiosk)
def has_blob(request: HttpRequest, sha256: str) -> HttpResponse:
    """200 if the bytes are here, else 404; ``Upload-Offset`` says how many of them this kiosk has brought so far."""
    if not _SHA256.fullmatch(sha256):
        return HttpResponse(status=404)
    if is_known(sha256):
        renew(sha256)
        return HttpResponse(status=200)
    return HttpResponse(status=404, headers={OFFSET: str(offset_of(sha256, caller(request).id))})


@router.put("/blobs/{sha256}", auth=streaming_kiosk)
def put_blob(request: HttpRequest, sha256: str) -> HttpResponse:
    """Store the body, or with ``Content-Range`` a part of it: 201 whole and new, 200 known already, 202 more to come."""
    if not _SHA256.fullmatch(sha256):
        return problem(422, "wrong-hash", "The address is not a SHA-256 in lower-case hexadecimal.")
    part = _part(request)
    if not isinstance(part, Part):
        return part
    if part.size == part.total and part.sha256.hex() != sha256:
        return problem(422, "wrong-hash", "The body that was signed for does not have this SHA-256.")
    kiosk_id = caller(request).id
    match store(sha256, part, request, kiosk_id):
        case Stored.WRONG_HASH:
            return problem(422, "wrong-hash", "The bytes do not have the SHA-256 they should have.")
        case Stored.CUT_SHORT:
            return problem(408, "cut-short", "The body ended before its Content-Length.")
        case Stored.BUSY:
            return problem(503, "busy", "Another call is bringing this blob.", headers={"Retry-After": "1"})
        case Stored.WRONG_OFFSET:
            offset = offset_of(sha256, kiosk_id)
            detail = "Continue where the bytes that are here end."
            return problem(409, "wrong-offset", detail, headers={OFFSET: str(offset)}, offset=offset)
        case Stored.PART:
            return HttpResponse(status=202, headers={OFFSET: str(offset_of(sha256, kiosk_id))})
        case outcome:
            return JsonResponse({"sha256": sha256}, status=201 if outcome is Stored.NEW else 200)


def _part(request: HttpRequest) -> Part | HttpResponse:
    """Which bytes the body is, or what is wrong with the statement."""
    length = request.headers.get("Content-Length", "")
    if not length.isascii() or not length.isdigit() or int(length) == 0:
        return problem(411, "length-required", "A blob needs its Content-Length, above 0.")
    size = int(length)
    stated = request.headers.get("Content-Range")
    start, last, total = 0, size - 1, size
    if stated is not None:
        found = _RANGE.fullmatch(stated)
        if found is None:
            return problem(400, "unreadable", "Content-Range must be: bytes FIRST-LAST/TOTAL.")
        start, last, total = (int(number) for number in found.groups())
    if total > settings.BLOB_MAX_BYTES:
        return problem(413, "too-large", "A blob may have 20 MiB.", largest=settings.BLOB_MAX_BYTES)
    if last - start + 1 != size or last >= total:
        return problem(400, "unreadable", "Content-Range does not fit the Content-Length.")
    return Part(start, size, total, signed_sha256(request))
