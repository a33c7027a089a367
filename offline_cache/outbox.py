"""Messages that must reach the platform exactly once, whatever is unplugged in between (reference/sync.md 2.3, 2.4).

The order that makes it so: commit, then tell the citizen; erase only after the platform's answer; never change a body.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from offline_cache.database import Database, Row
from offline_cache.journal import settle_within
from offline_cache.message import Outgoing, check, enclosures_of, put_enclosures

LONGEST_WAIT = timedelta(seconds=300)
"""No row ever waits longer; also what a jump of the wall clock can cost at most"""

_DUE = (
    "SELECT id, kind, body, receipt_no, applied_at, tries FROM outbox INDEXED BY outbox_ready"
    " WHERE state = 'ready' AND (next_at IS NULL OR next_at <= ?1) ORDER BY seq LIMIT 1"
)
_DUE_ONLY = _DUE.replace("INDEXED BY outbox_ready", "").replace("ORDER BY", "AND id = ?2 ORDER BY")

_NEXT = "SELECT next_at FROM outbox INDEXED BY outbox_waiting WHERE state = 'ready' ORDER BY next_at LIMIT 1"
_TOO_LONG = "SELECT 1 FROM outbox INDEXED BY outbox_waiting WHERE state = 'ready' AND next_at > ? LIMIT 1"


@dataclass(frozen=True, slots=True, repr=False)
class Queued:
    """A message that is due, and how often it was tried since it was last given a fresh start."""

    message: Outgoing
    tries: int


@dataclass(frozen=True, slots=True)
class Accepted:
    """What is kept of an accepted application, free of personal data. `case_no` is empty until the platform answered."""

    id: str
    receipt_no: str
    applied_at: datetime
    case_no: str
    problem: str


class Outbox:
    """The queue. Safe to use from several threads."""

    def __init__(self, database: Database, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """`now` gives the aware time for the bookkeeping columns."""
        self._database = database
        self._now = now
        self._clamp(now())

    def accept(self, message: Outgoing, *, settles_order: str | None) -> None:
        """Take the message over: it, its attachments and the end of its order in one transaction, on the disk on return.

        Accepting the same bytes under the same id again changes nothing.

        Raises:
            ValueError: the id was accepted before with another body, or the message could never be delivered.
            StoreFailed: nothing was accepted.
        """
        check(message)
        with self._database.transaction() as transaction:
            known = transaction.execute("SELECT sha256 FROM outbox WHERE id = ?", (message.id,)).fetchall()
            if known and known[0][0] != message.sha256:
                raise ValueError("this id was accepted before with another body")
            if not known:
                transaction.execute(
                    "INSERT INTO outbox (id, kind, body, sha256, receipt_no, created_at, applied_at) VALUES (?,?,?,?,?,?,?)",
                    (
                        message.id,
                        message.kind,
                        message.body,
                        message.sha256,
                        message.receipt_no,
                        self._now().isoformat(),
                        message.applied_at.isoformat(),
                    ),
                )
                put_enclosures(transaction, "attachment", message.id, message.attachments)
            settle_within(transaction, settles_order, message.id)

    def due(self, now: datetime, *, only: str | None = None) -> Queued | None:
        """The oldest message whose time has come (or the message `only`, if its time has come)."""
        self._clamp(now)
        rows = self._database.rows(
            _DUE if only is None else _DUE_ONLY, (now.timestamp(),) if only is None else (now.timestamp(), only)
        )
        return self._queued(rows[0]) if rows else None

    def until_next(self, now: datetime, *, only: str | None = None) -> float | None:
        """Seconds until the next message (or the message `only`) is due; None when none waits."""
        self._clamp(now)
        if only is None:
            rows = self._database.rows(_NEXT)
        else:
            rows = self._database.rows("SELECT next_at FROM outbox WHERE state = 'ready' AND id = ?", (only,))
        return max(0.0, (rows[0][0] or 0.0) - now.timestamp()) if rows else None

    def acknowledged(self, message_id: str, *, case_no: str = "") -> None:
        """The platform has it: erase body and attachments in one transaction, then the traces in the log."""
        with self._database.transaction() as transaction:
            transaction.execute("DELETE FROM attachment WHERE message_id = ?", (message_id,))
            transaction.execute(
                "UPDATE outbox SET state = 'sent', body = NULL, case_no = ?, closed_at = ?, next_at = NULL"
                " WHERE id = ? AND state = 'ready'",
                (case_no, self._now().isoformat(), message_id),
            )
        self._database.scrub()

    def postpone(self, message_id: str, until: datetime) -> None:
        """Try again at `until`, and count the try."""
        self._change("UPDATE outbox SET tries = tries + 1, next_at = ? WHERE id = ?", (until.timestamp(), message_id))

    def refused(self, message_id: str, problem: str) -> None:
        """The platform will never take it: set aside, encrypted, for a technician. `problem` without personal data."""
        self._change(
            "UPDATE outbox SET state = 'dead', problem = ?, closed_at = ?, next_at = NULL WHERE id = ? AND state = 'ready'",
            (problem, self._now().isoformat(), message_id),
        )

    def retry_all(self) -> None:
        """The way is free again: everything is due now, and starts afresh."""
        if self._database.rows("SELECT 1 FROM outbox WHERE state = 'ready' AND (tries OR next_at IS NOT NULL) LIMIT 1"):
            self._change("UPDATE outbox SET tries = 0, next_at = NULL WHERE state = 'ready'", ())

    def mark_printed(self, message_id: str) -> None:
        """The citizen has the receipt in hand."""
        self._change("UPDATE outbox SET printed_at = ? WHERE id = ?", (self._now().isoformat(), message_id))

    def unprinted(self) -> list[Accepted]:
        """Applications that were accepted but whose receipt never came out, oldest first."""
        return self._accepted("printed_at IS NULL AND kind = 'case'")

    def dead(self) -> list[Accepted]:
        """Messages that the platform refused, oldest first."""
        return self._accepted("state = 'dead'")

    def depth(self) -> int:
        """Messages that have not reached the platform yet (refused ones not counted)."""
        return int(self._database.rows("SELECT count(*) FROM outbox WHERE state = 'ready'")[0][0])

    def is_waiting(self, message_id: str) -> bool:
        """Whether this message has still to reach the platform."""
        return bool(self._database.rows("SELECT 1 FROM outbox WHERE id = ? AND state = 'ready'", (message_id,)))

    def oldest_age(self, now: datetime) -> timedelta | None:
        """How long the oldest of them has been waiting; never negative, None when none waits."""
        rows = self._database.rows("SELECT applied_at FROM outbox WHERE state = 'ready' ORDER BY seq LIMIT 1")
        return max(timedelta(0), now - datetime.fromisoformat(rows[0][0])) if rows else None

    def forget_sent(self, before: datetime) -> None:
        """Drop the remains of messages that were acknowledged before `before` (kept 30 days, sync.md 2.8)."""
        self._change("DELETE FROM outbox WHERE state = 'sent' AND closed_at < ?", (before.astimezone(UTC).isoformat(),))

    def tidy(self) -> None:
        """Finish an erasure that another reader of the file held up."""
        self._database.tidy()

    def _clamp(self, now: datetime) -> None:
        """A wall clock that jumped back must not leave a row waiting for years."""
        limit = (now + LONGEST_WAIT).timestamp()
        if self._database.rows(_TOO_LONG, (limit,)):
            self._change("UPDATE outbox SET next_at = ?1 WHERE state = 'ready' AND next_at > ?1", (limit,))

    def _change(self, sql: str, parameters: tuple[str | float, ...]) -> None:
        with self._database.transaction() as transaction:
            transaction.execute(sql, parameters)

    def _queued(self, row: Row) -> Queued:
        message_id, kind, body, receipt_no, applied_at, tries = row
        files = self._database.rows(
            "SELECT sha256, media_type, data FROM attachment WHERE message_id = ? ORDER BY position", (message_id,)
        )
        enclosures = tuple(enclosures_of(files))
        return Queued(
            Outgoing(message_id, kind, body, receipt_no, datetime.fromisoformat(applied_at), enclosures), tries
        )

    def _accepted(self, condition: str) -> list[Accepted]:
        rows = self._database.rows(
            f"SELECT id, receipt_no, applied_at, case_no, problem FROM outbox WHERE {condition} ORDER BY seq"  # noqa: S608 - fixed texts of this class
        )
        return [Accepted(row[0], row[1], datetime.fromisoformat(row[2]), row[3], row[4]) for row in rows]
