"""What is noted of a kiosk's life: events that somebody may have to answer for, and nobody's data.

The rows are a hash chain (`kiosk.protocol.audit_chain`); its head travels with every heartbeat.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum

from offline_cache.audit import AuditLog

_LONGEST = 200
Fact = str | int | bool


class AuditEvent(StrEnum):
    """What is noted. A word here never changes its meaning: entries outlive programs."""

    ENROLLED = "enrolled"
    CERTIFICATE_RENEWED = "certificate_renewed"
    KEY_ROTATED = "key_rotated"
    RELEASE_ACTIVATED = "release_activated"
    RELEASE_ROLLED_BACK = "release_rolled_back"
    RELEASE_REFUSED = "release_refused"
    COMMAND_BEGUN = "command_begun"
    COMMAND_ENDED = "command_ended"
    OUT_OF_SERVICE = "out_of_service"
    IN_SERVICE = "in_service"
    STORE_RECOVERED = "store_recovered"
    QUEUE_RETRIED = "queue_retried"
    QUEUE_EXPORTED = "queue_exported"
    STARTED = "started"


class Audit:
    """Writes entries. Safe to use from several threads."""

    def __init__(self, log: AuditLog, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """`now` gives the aware time of an entry."""
        self.log = log
        self._now = now

    def note(self, event: AuditEvent, **facts: Fact) -> None:
        """`event` happened, with a few `facts`: numbers, versions, ids; never anything of a citizen.

        Raises:
            StoreFailed: it was not written.
        """
        self.log.append(self.entry(event, **facts))

    def entry(self, event: AuditEvent, **facts: Fact) -> str:
        """The text of an entry, for whoever writes it within a transaction of their own.

        Raises:
            ValueError: a fact is longer than a fact is.
        """
        if any(len(str(fact)) > _LONGEST for fact in facts.values()):
            raise ValueError("a fact of the audit log is a number, a version or an id")
        # One form for one content: the text is what is hashed.
        return json.dumps(
            {"at": self._now().isoformat(timespec="seconds"), "event": event.value, **facts},
            ensure_ascii=False,
            separators=(",", ":"),
        )
