"""``HEAD`` and ``PUT /v1/blobs/{sha256}``: attachments travel before the application that names them."""

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router

from central.cases.blobs import Stored, is_known, store
from central.problems import problem

router = Router(tags=["blobs"])
_SHA256 = re.compile(r"[0-9a-f]{64}")


@router.api_operation(["HEAD"], "/blobs/{sha256}")
def has_blob(request: HttpRequest, sha256: str) -> HttpResponse:
    """200 if the bytes are here, else 404."""
    del request
    return HttpResponse(status=200 if _SHA256.fullmatch(sha256) and is_known(sha256) else 404)


@router.put("/blobs/{sha256}")
def put_blob(request: HttpRequest, sha256: str) -> HttpResponse:
    """Store the body under its hash: 201 new, 200 known already."""
    if not _SHA256.fullmatch(sha256):
        return problem(422, "wrong-hash", "The address is not a SHA-256 in lower-case hexadecimal.")
    length = request.headers.get("Content-Length", "")
    if not length.isascii() or not length.isdigit() or int(length) == 0:
        return problem(411, "length-required", "A blob needs its Content-Length, above 0.")
    if int(length) > settings.BLOB_MAX_BYTES:
        return problem(413, "too-large", "A blob may have 20 MiB.", largest=settings.BLOB_MAX_BYTES)
    match store(sha256, int(length), request):
        case Stored.WRONG_HASH:
            return problem(422, "wrong-hash", "The bytes do not have this SHA-256.")
        case Stored.WRONG_SIZE:
            return problem(408, "cut-short", "The body ended before its Content-Length.")
        case outcome:
            return JsonResponse({"sha256": sha256}, status=201 if outcome is Stored.NEW else 200)
