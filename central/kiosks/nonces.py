"""Which signed calls came before. Asked for calls only that must not be repeated: docs/adr/0024 says which may."""

from datetime import UTC, datetime, timedelta
from threading import Lock

from django.db import IntegrityError, transaction

from central.kiosks.models import Nonce
from kiosk.protocol.signatures import WINDOW_S

_KEPT = timedelta(seconds=2 * WINDOW_S + 60)
"""A signature made by a clock that goes ahead is believed for two windows"""
_SWEEP_EVERY = timedelta(minutes=1)


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
    now = datetime.now(UTC)
    try:
        with transaction.atomic():
            if _broom.is_due(now):
                Nonce.objects.filter(expires_at__lt=now).delete()
            Nonce.objects.create(kiosk_id=kiosk_id, nonce=nonce, expires_at=now + _KEPT)
    except IntegrityError:
        return False
    return True
