"""Filing: one transaction, then the citizen is told. The platform's answer is waited for, but never depended on."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Literal

from kiosk.clock import Clock, Delays
from kiosk.protocol.messages import CaseAnswer, PaymentProof
from kiosk.services.application import draft_of, proof_of, with_payment
from kiosk.services.runner import Post
from kiosk.visit.effects import FileCase
from kiosk.visit.events import Failed, Filed
from kiosk.visit.state import FiledCase, PaymentState, Visit
from offline_cache.errors import StoreFailed
from offline_cache.journal import Journal
from offline_cache.message import Outgoing
from offline_cache.outbox import Outbox
from offline_cache.sequence import Sequence

log = logging.getLogger(__name__)

Deliver = Callable[[str, float], CaseAnswer | None]
"""``(id, seconds)`` → the platform's answer if it comes within that time; `kiosk.sync.engine.Engine.deliver_now`"""
FollowUrl = Callable[[str, str, datetime, str, int], str]
"""``(receipt number, matter code, application time, sha256, release)`` → the signed address for the QR code"""


class FilingService:
    """Carries out `FileCase`, and drafts applications for the payment journal."""

    def __init__(
        self,
        *,
        kiosk_id: str,
        outbox: Outbox,
        journal: Journal,
        sequence: Sequence,
        deliver: Deliver,
        follow_url: FollowUrl,
        clock: Clock,
        delays: Delays,
    ) -> None:
        self._kiosk_id = kiosk_id
        self._outbox = outbox
        self._journal = journal
        self._sequence = sequence
        self._deliver = deliver
        self._follow_url = follow_url
        self._clock = clock
        self._delays = delays
        self.stage: Literal["saving", "sending", "answering"] = "saving"
        """How far the submission under way really is"""

    def draft(self, visit: Visit) -> Outgoing:
        """The application as it stands, under a receipt number of its own. Raises `StoreFailed`."""
        number = self._sequence.next_receipt_no(self._kiosk_id.removeprefix("K-"))
        return draft_of(visit, kiosk_id=self._kiosk_id, receipt_no=number, applied_at=self._clock.now())

    def carry(self, visit: Visit, _effect: FileCase, post: Post) -> None:
        """Commit, then try to deliver, then say which of the two worlds it is."""
        self.stage = "saving"
        try:
            message = self._accepted(visit)
        except StoreFailed:
            log.exception("an application could not be committed")
            post(Failed("FileCase", "filing.storage"))
            return
        self.stage = "sending"
        answer = self._answer(message.id)
        if answer is not None:
            self.stage = "answering"
        url = self._follow_url(message.receipt_no, visit.matter.code, message.applied_at, message.sha256, visit.release)
        post(Filed(FiledCase(message.receipt_no, message.applied_at, url, answer)))

    def begin_anew(self) -> None:
        """Nothing is under way: the next submission starts with its first stage."""
        self.stage = "saving"

    def _answer(self, message_id: str) -> CaseAnswer | None:
        """The application is committed; whatever goes wrong from here on only means that no answer came in time."""
        try:
            return self._deliver(message_id, self._delays.acknowledgement)
        except StoreFailed:
            log.exception("an accepted application could not be looked up; it is delivered when the store works again")
            return None

    def file_draft(self, draft: Outgoing, proof: PaymentProof, order_no: str) -> None:
        """After a power cut: the visit was paid and signed, so it is filed. Raises `StoreFailed`."""
        self._outbox.accept(with_payment(draft, proof, applied_at=draft.applied_at), settles_order=order_no)

    def _accepted(self, visit: Visit) -> Outgoing:
        fee = visit.selected.fee
        proof = proof_of(visit.payment, fee.amount_fen) if fee is not None else None
        order_no = visit.payment.order_no if visit.payment.state is PaymentState.PAID else None
        # What was signed and paid for is what is filed, to the byte.
        draft = self._journal.draft_of(order_no) if order_no is not None else None
        message = with_payment(draft or self.draft(visit), proof, applied_at=self._clock.now())
        self._outbox.accept(message, settles_order=order_no)
        return message
