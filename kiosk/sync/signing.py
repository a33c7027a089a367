"""Signs the calls of one kiosk, by the platform's clock."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256

from kiosk.protocol.signatures import SignedParts, content_digest, signature_headers

_NONCE_BYTES = 16
_WITHIN_S = 1.0
"""`Date` has whole seconds; what differs by no more says nothing new"""
_YEARS = range(2020, 2200)
"""A platform's time outside of them is nonsense; one at the end of the calendar would soon be a time that cannot be written"""


@dataclass(frozen=True, slots=True)
class _Reading:
    platform_s: float
    monotonic_s: float


class PlatformClock:
    """The platform's time, learned from the ``Date`` of its answers; this machine's own until one has come.

    It runs on with the monotonic clock, so a kiosk whose wall clock is wrong, or is set in between, signs for the right moment.
    """

    def __init__(self, wall: Callable[[], float] = time.time, monotonic: Callable[[], float] = time.monotonic) -> None:
        """`wall` in seconds since 1970."""
        self._wall = wall
        self._monotonic = monotonic
        self._reading: _Reading | None = None

    def now(self) -> float:
        """Seconds since 1970."""
        reading = self._reading
        if reading is None:
            return self._wall()
        return reading.platform_s + self._monotonic() - reading.monotonic_s

    @property
    def offset_s(self) -> float | None:
        """How many seconds the platform is ahead of this machine's wall clock; ``None`` while nothing is known."""
        return None if self._reading is None else self.now() - self._wall()

    def heard(self, date: str | None) -> None:
        """The header ``Date`` of an answer that has just come. Nonsense is passed over."""
        moment = _moment(date)
        if moment is None:
            return
        # The second that Date cuts off, and the way back: half a second is the middle of both.
        platform_s = moment.timestamp() + 0.5
        if self._reading is None or abs(platform_s - self.now()) > _WITHIN_S:
            self._reading = _Reading(platform_s, self._monotonic())


class RequestSigner:
    """Makes the headers of signed calls. Safe to use from several threads."""

    def __init__(self, kiosk_id: str, sign: Callable[[bytes], bytes], clock: PlatformClock | None = None) -> None:
        """`sign` is `Vault.sign`."""
        self.kiosk_id = kiosk_id
        self.clock = clock or PlatformClock()
        self._sign = sign

    def headers(
        self, method: str, target: str, body: bytes | None = None, *, key: str = "", body_sha256: bytes | None = None
    ) -> dict[str, str]:
        """``Content-Digest``, ``Idempotency-Key``, ``Signature-Input`` and ``Signature``, those that the call needs.

        `target` is path and query as on the wire. `body_sha256` (32 bytes) saves hashing a body that is known already.
        """
        digest = body_sha256 if body_sha256 is not None else None if body is None else sha256(body).digest()
        path, _, query = target.partition("?")
        parts = SignedParts(method, path, query, "" if digest is None else content_digest(digest), key)
        headers = signature_headers(
            parts,
            kiosk_id=self.kiosk_id,
            created=int(self.clock.now()),
            nonce=secrets.token_urlsafe(_NONCE_BYTES),
            sign=self._sign,
        )
        if parts.content_digest:
            headers["Content-Digest"] = parts.content_digest
        if key:
            headers["Idempotency-Key"] = key
        return headers


def _moment(date: str | None) -> datetime | None:
    if date is None:
        return None
    try:
        moment = parsedate_to_datetime(date).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if moment.year in _YEARS else None
