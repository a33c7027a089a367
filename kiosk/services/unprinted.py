"""Applications that were accepted before the kiosk started, and whose receipt never came out (reference/sync.md 2.3)."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from devices.api.errors import DeviceError
from kiosk.clock import Clock
from offline_cache.errors import StoreFailed
from offline_cache.outbox import Accepted, Outbox

log = logging.getLogger(__name__)

_RECENT = timedelta(hours=24)
"""Older ones nobody waits for before the screen"""
_OFFERED_S = 1800.0
"""After a start; then the screen is for whoever comes next, and a technician prints what is left (``kioskctl receipt print``)"""
_SAID_S = 20.0
"""As long as it takes to see that the paper is out, and to take it"""

Phase = Literal["offered", "printing", "printed", "failed"]


@dataclass(frozen=True, slots=True)
class Offer:
    """One receipt, and how far it is; `fault` says why it did not come out."""

    accepted: Accepted
    phase: Phase = "offered"
    fault: str = ""


class UnprintedReceipts:
    """Offers them one by one, the newest first. Nothing here is personal: the store keeps number and time, no more."""

    def __init__(self, outbox: Outbox, print_slip: Callable[[Accepted, str], None], clock: Clock) -> None:
        """What is unprinted now, and what is added; otherwise what is accepted from now on has a citizen before the screen.

        A failing store offers nothing.
        """
        self._outbox = outbox
        self._print_slip = print_slip
        self._clock = clock
        self._lock = threading.Lock()
        self._began = clock.monotonic()
        self._said_at = 0.0
        self._offers = self._found()

    @property
    def offer(self) -> Offer | None:
        """What the screen may show now."""
        now = self._clock.monotonic()
        with self._lock:
            if self._offers and self._offers[0].phase == "printed" and now - self._said_at > _SAID_S:
                self._offers.pop(0)
            if not self._offers:
                return None
            first = self._offers[0]
            return first if now - self._began < _OFFERED_S or first.phase in ("printing", "printed") else None

    def print(self, language: str) -> None:
        """Print the receipt that is offered, and note it. Blocks as long as the printer takes; a second call does nothing."""
        offer = self.offer
        if offer is None or offer.phase not in ("offered", "failed"):
            return
        self._put(Offer(offer.accepted, "printing"))
        try:
            self._print_slip(offer.accepted, language)
        except DeviceError as error:
            self._put(Offer(offer.accepted, "failed", error.fault.value))
            return
        self._put(Offer(offer.accepted, "printed"))
        try:
            self._outbox.mark_printed(offer.accepted.id)
        except StoreFailed:
            log.exception("a printed receipt could not be noted; it is offered again after the next start")

    def add(self, receipt_no: str) -> None:
        """Accepted in this run for a citizen of the last one, whose payment was found to have come: it is offered as well."""
        found = [one for one in self._found() if one.accepted.receipt_no == receipt_no]
        with self._lock:
            known = {one.accepted.receipt_no for one in self._offers}
            self._offers += [one for one in found if one.accepted.receipt_no not in known]

    def _put(self, offer: Offer) -> None:
        with self._lock:
            self._said_at = self._clock.monotonic()
            self._offers[0] = offer

    def _found(self) -> list[Offer]:
        since = self._clock.now() - _RECENT
        try:
            rows = self._outbox.unprinted()
        except StoreFailed:
            log.exception("it cannot be looked up whose receipt was never printed")
            return []
        recent = {row.receipt_no: row for row in reversed(rows) if row.applied_at >= since}
        return [Offer(row) for row in recent.values()]
