"""``Authorization: Kiosk <kiosk id>:<token>``."""

import hmac
from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone

from central.kiosks.enrolment import token_hash
from central.kiosks.models import Kiosk

_SCHEME = "Kiosk "
_SEEN_EVERY = timedelta(minutes=1)


def authenticated_kiosk(request: HttpRequest) -> Kiosk | None:
    """The active kiosk whose token `request` carries, or ``None``."""
    header = request.headers.get("Authorization", "")
    kiosk_id, colon, token = header.removeprefix(_SCHEME).partition(":")
    if not header.startswith(_SCHEME) or not colon:
        return None
    kiosk = Kiosk.objects.filter(id=kiosk_id, active=True).first()
    if kiosk is None or not hmac.compare_digest(kiosk.token_sha256, token_hash(token)):
        return None
    return kiosk


def caller(request: HttpRequest) -> Kiosk:
    """The kiosk that `authenticated_kiosk` found; ninja keeps it as ``request.auth``."""
    kiosk = getattr(request, "auth", None)
    if not isinstance(kiosk, Kiosk):
        raise TypeError("this address is reached without authentication")
    return kiosk


def note_seen(kiosk: Kiosk) -> None:
    """Remember that `kiosk` is alive, at most once a minute: a write per call would serialise the fleet."""
    now = timezone.now()
    if kiosk.last_seen_at is None or now - kiosk.last_seen_at > _SEEN_EVERY:
        Kiosk.objects.filter(id=kiosk.id).update(last_seen_at=now)
