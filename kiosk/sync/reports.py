"""What the kiosk answers to commands: sealed and on its way like everything else, and each answer once."""

import logging
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from kiosk.protocol.messages import Attachment, Report
from kiosk.sync.commands import Result
from offline_cache.message import Enclosure, Outgoing
from offline_cache.outbox import Outbox

log = logging.getLogger(__name__)

SUBJECT = "command"


class Reports:
    """Puts answers into the outbox. Safe to use from several threads."""

    def __init__(
        self, *, kiosk_id: str, outbox: Outbox, nudge: Callable[[], None], now: Callable[[], datetime]
    ) -> None:
        self._kiosk_id = kiosk_id
        self._outbox = outbox
        self._nudge = nudge
        self._now = now

    def answer(self, command_id: str, verb: str, result: Result) -> None:
        """Answer a command. Its id makes the answer's, so after a crash in between there are not two.

        Raises:
            StoreFailed: nothing was kept.
        """
        files = tuple(Enclosure.of(parcel.data, parcel.media_type) for parcel in result.files)
        now = self._now()
        report = Report(
            id=answer_id(command_id),
            kiosk_id=self._kiosk_id,
            subject=SUBJECT,
            about=command_id,
            reported_at=now,
            facts={**result.facts, "verb": verb, "ended": result.ended.value},
            files=tuple(Attachment(sha256=one.sha256, size=one.size, media_type=one.media_type) for one in files),
        )
        body = report.model_dump_json().encode()
        try:
            self._outbox.accept(Outgoing(report.id, "report", body, "", now, files), settles_order=None)
        except ValueError:
            log.info("command %s was answered before", command_id)
        self._nudge()


def answer_id(command_id: str) -> str:
    """The id of the answer to a command: 32 hexadecimal digits."""
    return sha256(f"answer to {command_id}".encode()).hexdigest()[:32]
