"""An officer looks at a sealed page: opened in memory, for this one answer."""

from django.http import Http404, HttpResponse

from central.submissions.opening import open_blob
from kiosk.protocol.crypto.provider import NotForUs

_SHOWN = ("image/jpeg", "image/png", "application/pdf")
"""What a browser may show; anything else a kiosk may have sent is only handed out as a file"""


def page_answer(blob: str, media_type: str, *, key_id: str, kiosk_id: str, message_id: str) -> HttpResponse:
    """The plain bytes of one sealed file. A browser may neither keep them nor run anything in them. Raises ``Http404``."""
    try:
        data = open_blob(blob, key_id=key_id, kiosk_id=kiosk_id, message_id=message_id)
    except (NotForUs, OSError):
        raise Http404 from None
    shown = media_type in _SHOWN
    answer = HttpResponse(data, content_type=media_type if shown else "application/octet-stream")
    answer["Content-Disposition"] = "inline" if shown else 'attachment; filename="page"'
    answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer
