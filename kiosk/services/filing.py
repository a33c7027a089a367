"""Filing: one transaction, then the citizen is told. The platform's answer is waited for, but never depended on."""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Literal

from kiosk.clock import Clock, Delays
from kiosk.protocol.messages import CaseAnswer, PaymentProof
from kiosk.protocol.supplement import LETTER
from kiosk.services.application import proof_of
from kiosk.services.runner import Post
from kiosk.services.supplement import supplement_of
from kiosk.services.together import accepted_of, common_draft
from kiosk.visit.effects import FileCase
from kiosk.visit.events import Failed, Filed
from kiosk.visit.members import filed_members, joined_answer
from kiosk.visit.state import FiledCase, PaymentState, Visit
from offline_cache.errors import StoreFailed
from offline_cache.journal import Journal
from offline_cache.message import Outgoing
from offline_cache.outbox import Outbox
from offline_cache.sequence import Sequence as Numbers

log = logging.getLogger(__name__)

Deliver = Callable[[Sequence[str], float], Mapping[str, CaseAnswer]]
"""``(ids, seconds)`` → the answers that come within that time, by id; `kiosk.sync.engine.SyncEngine.deliver_together`"""
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
        sequence: Numbers,
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
        """The application as it stands, all of a bundle as one, under a receipt number of its own. Raises `StoreFailed`."""
        number = self._sequence.next_receipt_no(self._kiosk_id.removeprefix("K-"))
        return common_draft(visit, kiosk_id=self._kiosk_id, receipt_no=number, applied_at=self._clock.now())

    def carry(self, visit: Visit, _effect: FileCase, post: Post) -> None:
        """Commit, then try to deliver, then say which of the two worlds it is."""
        self.stage = "saving"
        try:
            messages = self._accepted(visit)
        except StoreFailed:
            log.exception("an application could not be committed")
            post(Failed("FileCase", "filing.storage"))
            return
        self.stage = "sending"
        answers = self._answers([message.id for message in messages])
        answer = joined_answer(visit, answers)
        if answer is not None:
            self.stage = "answering"
        first = messages[0]
        arrived = visit.supplement is not None and self._has_arrived(first.id)
        url = self._follow_url(first.receipt_no, visit.matter.code, first.applied_at, first.sha256, visit.release)
        members = filed_members(visit, answers)
        post(Filed(FiledCase(first.receipt_no, first.applied_at, url, answer, members, arrived=arrived)))

    def begin_anew(self) -> None:
        """Nothing is under way: the next submission starts with its first stage."""
        self.stage = "saving"

    def _answers(self, message_ids: Sequence[str]) -> Mapping[str, CaseAnswer]:
        """The application is committed; whatever goes wrong from here on only means that no answer came in time."""
        try:
            return self._deliver(message_ids, self._delays.acknowledgement)
        except StoreFailed:
            log.exception("an accepted application could not be looked up; it is delivered when the store works again")
            return {}

    def _has_arrived(self, message_id: str) -> bool:
        try:
            return self._outbox.has_arrived(message_id)
        except StoreFailed:
            log.exception("an accepted supplement could not be looked up; it is delivered when the store works again")
            return False

    def file_draft(self, draft: Outgoing, proof: PaymentProof, order_no: str) -> None:
        """After a power cut: the visit was paid and signed, so it is filed. Raises `StoreFailed`."""
        self._outbox.accept_together(accepted_of(draft, proof, applied_at=draft.applied_at), settles_order=order_no)

    def _accepted(self, visit: Visit) -> tuple[Outgoing, ...]:
        if visit.supplement is not None:
            number = self._sequence.next_receipt_no(self._kiosk_id.removeprefix("K-"), LETTER)
            handed = supplement_of(visit, kiosk_id=self._kiosk_id, receipt_no=number, handed_at=self._clock.now())
            self._outbox.accept(handed, settles_order=None)
            return (handed,)
        fee = visit.selected.fee
        proof = proof_of(visit.payment, fee.amount_fen) if fee is not None else None
        order_no = visit.payment.order_no if visit.payment.state is PaymentState.PAID else None
        # What was signed and paid for is what is filed, to the byte.
        draft = self._journal.draft_of(order_no) if order_no is not None else None
        messages = accepted_of(draft or self.draft(visit), proof, applied_at=self._clock.now())
        self._outbox.accept_together(messages, settles_order=order_no)
        return messages
