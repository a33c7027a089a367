"""Keeps the client certificate fresh: a third of its life before the end, each kiosk at a moment of its own.

When it does not work the kiosk goes on: a certificate that has run out stops deliveries, and a new code starts them again.
"""

import logging
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Condition, Lock, Thread
from typing import Protocol

from kiosk.audit import AuditEvent
from kiosk.protocol.enrolment import RenewAnswer
from kiosk.protocol.outcome import Delivered, Outcome
from kiosk.sync.identity import Certificate, EnrolmentFailed, PlatformFolder, signing_request
from offline_cache.errors import StoreFailed
from offline_cache.vault import Vault

log = logging.getLogger(__name__)

_SPREAD = 1 / 20
"""Of a certificate's life, over which the fleet spreads its renewals"""
_AGAIN_S = (60.0, 3600.0)
"""After a renewal that did not work"""
_LOOK_S = 3600.0
"""How long this sleeps at most: the clock may be set in between"""
_NOT_ENROLLED_S = 60.0


class Renews(Protocol):
    """What of `CentralClient` is needed here."""

    @property
    def platform_time_s(self) -> float:
        """The platform's time in seconds since 1970."""

    def renew(self, csr: str) -> Outcome[RenewAnswer]:
        """The next certificate for the key that signed `csr`."""

    def connect_anew(self) -> None:
        """Let later calls show the new certificate."""


class CertificateKeeper:
    """Renews by itself once started; `rotate_key` may be called from any thread."""

    def __init__(
        self,
        client: Renews,
        kiosk_id: str,
        vault: Vault,
        folder: PlatformFolder,
        *,
        note: Callable[[AuditEvent], None] | None = None,
        jitter: Callable[[float, float], float] = random.uniform,
    ) -> None:
        """`note` hears of certificates renewed and keys rotated, for the audit log."""
        self._client = client
        self._kiosk_id = kiosk_id
        self._vault = vault
        self._folder = folder
        self._note = note or _nobody
        self._jitter = jitter
        self._change = Condition()
        self._one_at_a_time = Lock()
        self._stopping = False
        self._due: dict[datetime, datetime] = {}
        self._thread = Thread(target=self._run, name="certificate", daemon=True)

    @property
    def certificate(self) -> Certificate | None:
        """The certificate in use; ``None`` when the kiosk is not enrolled."""
        return self._folder.certificate(self._vault)

    def start(self) -> None:
        """Begin to look after it; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread; returns when the call under way has ended."""
        with self._change:
            self._stopping = True
            self._change.notify_all()
        if self._thread.ident is not None:
            self._thread.join()

    def look(self) -> float:
        """Renew if it is time to. Returns how many seconds the next look may wait."""
        certificate = self.certificate
        if certificate is None:
            return _NOT_ENROLLED_S
        left = (self._due_at(certificate) - self._now()).total_seconds()
        if left > 0:
            return min(left, _LOOK_S)
        outcome = self._renew(self._vault)
        return 0.0 if isinstance(outcome, Delivered) else self._jitter(*_AGAIN_S)

    def rotate_key(self) -> Outcome[None]:
        """Make another device key and let the platform know; every signature from then on is by the new one.

        A rotation that breaks off anywhere leaves the old key in use, and the next one goes on with the same new key.

        Raises:
            StoreRefused: the new key cannot be kept.
            OSError: the disk refuses.
        """
        following = self._vault.following()
        outcome = self._renew(following)
        if not isinstance(outcome, Delivered):
            return outcome
        with self._one_at_a_time:
            self._vault.adopt(following)
        self._client.connect_anew()
        self._noted(AuditEvent.KEY_ROTATED)
        return Delivered(None)

    def _renew(self, vault: Vault) -> Outcome[RenewAnswer]:
        with self._one_at_a_time:
            outcome = self._client.renew(signing_request(self._kiosk_id, vault))
            if isinstance(outcome, Delivered):
                self._folder.keep_certificate(outcome.answer.certificate, outcome.answer.authority, vault)
        if isinstance(outcome, Delivered) and vault is self._vault:
            self._client.connect_anew()
            self._noted(AuditEvent.CERTIFICATE_RENEWED)
        return outcome

    def _noted(self, event: AuditEvent) -> None:
        try:
            self._note(event)
        except StoreFailed as error:
            # it is in use all the same, and the next one must come as well
            log.warning("%s, and the audit log could not say so: %s", event.value, error)

    def _due_at(self, certificate: Certificate) -> datetime:
        """Drawn once for each certificate, or every look would draw until it is early."""
        if certificate.begins not in self._due:
            spread = (certificate.expires - certificate.begins) * self._jitter(0.0, _SPREAD)
            self._due = {certificate.begins: certificate.renew_at + spread}
        return self._due[certificate.begins]

    def _now(self) -> datetime:
        """The platform's time: by this machine's own, a wrong clock would renew too late or all the time."""
        return datetime.fromtimestamp(0, UTC) + timedelta(seconds=self._client.platform_time_s)

    def _run(self) -> None:
        while not self._stopping:
            try:
                pause = self.look()
            except (EnrolmentFailed, OSError):
                # A damaged answer or a full disk: as every other renewal that did not work.
                pause = self._jitter(*_AGAIN_S)
            with self._change:
                self._change.wait_for(lambda: self._stopping, pause)


def _nobody(_event: AuditEvent) -> None:
    """Nobody keeps a log."""
