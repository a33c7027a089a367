"""Carries one message: attachments first, then the message, then what came of it into the outbox. No thread of its own."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from kiosk.protocol.messages import CaseAnswer, Problem
from kiosk.protocol.outcome import Delivered, NotAllowed, Outcome, Refused, TryLater
from offline_cache.errors import EnclosureLost, StoreFailed
from offline_cache.message import Kind
from offline_cache.outbox import LONGEST_WAIT, Outbox, Queued

_FIRST_WAIT_S = 1.0
_PROBLEM_TEXT = 200
_SEALED = "application/octet-stream"


class Platform(Protocol):
    """The calls a courier makes; `CentralClient` is the real one."""

    def put_blob(self, digest: str, data: bytes, media_type: str) -> Outcome[None]:
        """Bring an attachment."""

    def post_submission(self, body: bytes, message_id: str, kind: Kind) -> Outcome[CaseAnswer | None]:
        """Hand in a sealed message."""


class Courier:
    """One delivery at a time."""

    def __init__(
        self,
        platform: Platform,
        outbox: Outbox,
        now: Callable[[], datetime],
        jitter: Callable[[float, float], float] = random.uniform,
    ) -> None:
        """`jitter` draws between two numbers of seconds."""
        self._platform = platform
        self._outbox = outbox
        self._now = now
        self._jitter = jitter

    def deliver(self, queued: Queued) -> Outcome[CaseAnswer | None]:
        """Try once, and write down what came of it. After `NotAllowed` the message waits as it did.

        Raises:
            StoreFailed: what came of it could not be written; trying again is harmless.
        """
        message_id = queued.id
        try:
            outcome = self._send(queued)
        except EnclosureLost:
            outcome = Refused(Problem(type="attachment-lost", title="an attachment cannot be read any more", status=0))
        except StoreFailed as error:
            outcome = TryLater(str(error))
        match outcome:
            case Delivered(answer):
                self._outbox.acknowledged(message_id, case_no=answer.case_no if answer is not None else "")
            case TryLater():
                self._outbox.postpone(message_id, self._now() + timedelta(seconds=self._wait(queued.tries, outcome)))
            case Refused(problem):
                # `detail` may quote the application, title and type are fixed texts (RFC 9457 3.1)
                self._outbox.refused(message_id, f"{problem.status} {problem.type} {problem.title}"[:_PROBLEM_TEXT])
            case NotAllowed():
                self._outbox.give_back(message_id)
        return outcome

    def _send(self, queued: Queued) -> Outcome[CaseAnswer | None]:
        for item in queued.attachments:
            # one at a time in memory, however many there are
            brought = self._platform.put_blob(item.sha256, item.read(), _SEALED)
            if not isinstance(brought, Delivered):
                return brought
        return self._platform.post_submission(queued.body, queued.id, queued.kind)

    def _wait(self, tries: int, outcome: TryLater) -> float:
        """Seconds: full jitter over a doubling span, so that a fleet does not come back all at once."""
        longest = LONGEST_WAIT.total_seconds()
        span = min(longest, _FIRST_WAIT_S * 2.0 ** min(tries, 16))
        return min(longest, (outcome.retry_after or 0.0) + self._jitter(0.0, span))
