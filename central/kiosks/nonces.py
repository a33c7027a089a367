"""Which signed calls came before. Asked for calls only that must not be repeated: docs/adr/0024 says which may."""

from datetime import UTC, datetime, timedelta
from threading import Lock

from central.kiosks.models import Nonce
from central.statements import rows_of
from kiosk.protocol.signatures import WINDOW_S

_KEPT = timedelta(seconds=2 * WINDOW_S + 60)
"""A signature made by a clock that goes ahead is believed for two windows"""
_SWEEP_EVERY = timedelta(minutes=1)
ONCE = "INSERT INTO kiosks_nonce (kiosk_id, nonce, expires_at) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING RETURNING kiosk_id"
"""Returns a row for a nonce that is new. Two at once are one after the other: the database decides"""


class _Broom:
    """Says when old nonces are to go: at most once a minute in a process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._next = datetime.min.replace(tzinfo=UTC)

    def is_due(self, now: datetime) -> bool:
        with self._lock:
            if now < self._next:
                return False
            self._next = now + _SWEEP_EVERY
            return True


_broom = _Broom()


def remember(kiosk_id: str, nonce: str) -> bool:
    """Note that `nonce` came; ``False`` when it came before. Durable on return, unless a transaction is open around it."""
    return bool(rows_of(ONCE, (kiosk_id, nonce, kept_until())))


def kept_until() -> datetime:
    """When a nonce that comes now may be forgotten; those whose time has come are swept away, now and then."""
    now = datetime.now(UTC)
    if _broom.is_due(now):
        Nonce.objects.filter(expires_at__lt=now).delete()
    return now + _KEPT
