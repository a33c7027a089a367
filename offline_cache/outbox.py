"""Messages that must reach the platform exactly once, whatever is unplugged in between (reference/sync.md 2.3, 2.4).

The order that makes it so: seal, commit, then tell the citizen; erase only after the platform's answer; never change a
body. What is accepted is sealed before it is stored: this kiosk cannot read its own queue.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock

import apsw

from offline_cache.acceptance import INSERT_ALONE, Incoming, keep_within
from offline_cache.blobs import Blobs
from offline_cache.copies import DAMAGED
from offline_cache.database import Database, Row
from offline_cache.errors import EnclosureLost, StoreFailed, StoreFull
from offline_cache.message import Kind, Outgoing, check
from offline_cache.sealing import Seal, SealedFile
from offline_cache.sealing_older import seal_older
from offline_cache.standing import Ageing, Limits, QueueStanding, judge

LONGEST_WAIT = timedelta(seconds=300)
"""No row ever waits longer, and no lease is longer; also what a jump of the wall clock can cost at most"""

_FIELDS = "id, kind, body, receipt_no, applied_at, tries"
_READY = "closed_at IS NULL AND sealed = 1"
_ALONE = "NOT EXISTS (SELECT 1 FROM outbox AS first WHERE first.id = outbox.after AND first.closed_at IS NULL)"
_FRESH = (
    f"SELECT {_FIELDS} FROM outbox INDEXED BY outbox_open"  # noqa: S608 - fixed texts of this module
    f" WHERE {_READY} AND next_at IS NULL AND (after IS NULL OR {_ALONE}) ORDER BY seq LIMIT 1"
)
_DUE = (
    f"SELECT {_FIELDS} FROM outbox INDEXED BY outbox_open"  # noqa: S608 - fixed texts of this module
    f" WHERE {_READY} AND next_at <= ? AND (after IS NULL OR {_ALONE}) ORDER BY next_at, seq LIMIT 1"
)
_DUE_ONLY = (
    f"SELECT {_FIELDS} FROM outbox WHERE id = ?2 AND {_READY}"  # noqa: S608 - fixed texts of this module
    f" AND (next_at IS NULL OR next_at <= ?1) AND (after IS NULL OR {_ALONE})"
)
_NEXT = (
    f"SELECT next_at FROM outbox INDEXED BY outbox_open"  # noqa: S608 - fixed texts of this module
    f" WHERE {_READY} AND (after IS NULL OR {_ALONE}) ORDER BY next_at LIMIT 1"
)
_TOO_LONG = "SELECT 1 FROM outbox INDEXED BY outbox_open WHERE closed_at IS NULL AND next_at > ? LIMIT 1"
_OPEN = "FROM outbox INDEXED BY outbox_open WHERE closed_at IS NULL"


@dataclass(frozen=True, slots=True, repr=False)
class Queued:
    """A message that is due, as it goes out, and how often it was tried since it was last given a fresh start."""

    id: str
    kind: Kind
    body: bytes
    """What is posted: sealed, and frozen since acceptance"""
    receipt_no: str
    applied_at: datetime
    tries: int
    attachments: tuple[SealedFile, ...]


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

    def __init__(
        self,
        database: Database,
        blobs: Blobs,
        seal: Seal | None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        limits: Limits | None = None,
        ageing: Ageing | None = None,
    ) -> None:
        """`now` gives the aware time for the bookkeeping columns. Without `seal` (no intake key yet) nothing is accepted.

        Whatever an older version accepted unsealed is sealed now.
        """
        self._database = database
        self._blobs = blobs
        self._seal = seal
        self._now = now
        self._limits = limits or Limits()
        self._ageing = ageing or Ageing(now())
        self._erased: list[str] = []
        self._under_way: set[str] = set()
        self._lock = Lock()
        self._clamp(now())
        if seal is not None:
            self.seal_with(seal)

    @property
    def seals(self) -> bool:
        """Whether there is a key to seal with, so that anything can be accepted."""
        return self._seal is not None

    def seal_with(self, seal: Seal) -> None:
        """From now on this seals; what an older version accepted unsealed is sealed at once. Raises `StoreFailed`."""
        seal_older(self._database, self._blobs, seal)
        self._seal = seal

    def accept(self, message: Outgoing, *, settles_order: str | None, after: str | None = None) -> None:
        """As `accept_together`, for one message."""
        self.accept_together((message,), settles_order=settles_order, after=after)

    def accept_together(
        self, messages: Sequence[Outgoing], *, settles_order: str | None, after: str | None = None
    ) -> None:
        """Take messages over, all or none: they, their attachments and the end of their order in one transaction.

        On the disk on return. Accepting the same bytes under the same id again changes nothing. None of them is sent before
        the message `after`; among themselves they go out as they stand.

        Raises:
            ValueError: an id was accepted before with another body, or a message could never be delivered.
            StoreFailed: nothing was accepted.
        """
        enclosed = False
        for message in messages:
            check(message)
            enclosed = enclosed or bool(message.attachments)
        if enclosed and settles_order is None and all(self._is_known(each.id, each.sha256) for each in messages):
            return
        seal = self._seal
        if seal is None:
            raise StoreFailed("nothing is accepted: this kiosk has no intake key of the platform yet")
        entries = [Incoming(message, message.sha256, seal(message)) for message in messages]
        large = [file for entry in entries if entry.sealed.files for file in entry.large]
        names = {name for name, _ in large} if large else None
        if names:
            with self._lock:
                self._under_way |= names
        try:
            settled = self._keep(entries, large, settles_order, after)
        finally:
            if names:
                with self._lock:
                    self._under_way -= names
        if settled:
            self._database.owe_scrub()

    def _keep(
        self, entries: Sequence[Incoming], large: list[tuple[str, bytes]], settles_order: str | None, after: str | None
    ) -> bool:
        """Files first, then the rows that make them count. Whether an order was ended by it."""
        if large:
            self._blobs.put(large)
        now = self._now().isoformat()
        rows = [entry.row(now, after) for entry in entries]
        alone = len(entries) == 1 and settles_order is None and not entries[0].sealed.files
        if alone and self._database.alone(INSERT_ALONE, rows[0]):
            return False
        try:
            with self._database.transaction() as transaction:
                needless, settled = keep_within(transaction, entries, rows, settles_order)
        except (ValueError, StoreFull):
            # after any other failure the rows may be found committed at the next start, and need their files then
            self._blobs.remove(name for name, _ in large)
            raise
        self._blobs.remove(needless)
        return settled

    def due(self, now: datetime, *, only: str | None = None) -> Queued | None:
        """A message whose time has come: the oldest that was not tried yet, else the one that waited longest.

        With `only` that message, if its time has come. Looking changes nothing; `take` is for sending.
        """
        self._clamp(now)
        moment = now.timestamp()
        if only is not None:
            rows = self._database.rows(_DUE_ONLY, (moment, only))
        else:
            rows = self._database.rows(_FRESH) or self._database.rows(_DUE, (moment,))
        return self._queued(rows[0]) if rows else None

    def take(self, now: datetime, *, only: str | None = None) -> Queued | None:
        """As `due`, under a lease: nobody else gets it for `LONGEST_WAIT`, or until what came of it is written down."""
        queued = self.due(now, only=only)
        if queued is not None:
            lease = (now + LONGEST_WAIT).timestamp()
            self._note("UPDATE outbox SET state = 'sending', next_at = ? WHERE id = ?", (lease, queued.id))
        return queued

    def until_next(self, now: datetime, *, only: str | None = None) -> float | None:
        """Seconds until the next message (or the message `only`) is due; None when none waits."""
        self._clamp(now)
        if only is None:
            rows = self._database.rows(_NEXT)
        else:
            rows = self._database.rows(f"SELECT next_at FROM outbox WHERE id = ? AND {_READY}", (only,))  # noqa: S608 - fixed texts
        return max(0.0, (rows[0][0] or 0.0) - now.timestamp()) if rows else None

    def acknowledged(self, message_id: str, *, case_no: str = "") -> None:
        """The platform has it: erase body and attachments in one transaction. `tidy` then clears their last traces.

        A power cut may undo this; the message is then sent again, and the platform says again that it has it.
        """
        at = self._now().isoformat()

        def erase(transaction: apsw.Connection) -> list[str]:
            erased = transaction.execute(
                "DELETE FROM attachment WHERE message_id = ? RETURNING CASE WHEN data IS NULL THEN sha256 END",
                (message_id,),
            ).fetchall()
            transaction.execute(
                "UPDATE outbox SET state = 'sent', body = NULL, case_no = ?, closed_at = ?, next_at = NULL, problem = ''"
                " WHERE id = ?",
                (case_no, at, message_id),
            )
            return [str(name) for (name,) in erased if name is not None]

        names = self._database.note(erase)
        with self._lock:
            self._erased += names
        self._database.owe_scrub()

    def postpone(self, message_id: str, until: datetime) -> None:
        """Try again at `until`, and count the try."""
        self._note(
            "UPDATE outbox SET state = 'ready', tries = tries + 1, next_at = ? WHERE id = ? AND closed_at IS NULL",
            (until.timestamp(), message_id),
        )

    def give_back(self, message_id: str) -> None:
        """It was taken and not tried: it waits as it did before."""
        self._note(
            "UPDATE outbox SET state = 'ready', next_at = NULL WHERE id = ? AND state = 'sending'", (message_id,)
        )

    def give_back_all(self) -> None:
        """No message is being sent: what the last run was sending when it ended is due."""
        if self._database.rows(f"SELECT 1 {_OPEN} AND state = 'sending' LIMIT 1"):
            self._note("UPDATE outbox SET state = 'ready', next_at = NULL WHERE state = 'sending'", ())

    def refused(self, message_id: str, problem: str) -> None:
        """The platform will never take it: set aside, sealed, for a technician. `problem` without personal data."""
        at = self._now().isoformat()
        sql = (
            "UPDATE outbox SET state = 'dead', problem = ?, closed_at = ?, next_at = NULL"
            " WHERE id = ? AND closed_at IS NULL"
        )
        self._database.settle(lambda transaction: transaction.execute(sql, (problem, at, message_id)))

    def retry(self, message_id: str | None = None) -> int:
        """Give a message that was set aside (or all of them) another chance. How many there were."""
        sql = (
            "UPDATE outbox SET state = 'ready', tries = 0, next_at = NULL, closed_at = NULL, problem = ''"
            " WHERE state = 'dead' AND (?1 IS NULL OR id = ?1)"
        )

        def again(transaction: apsw.Connection) -> int:
            transaction.execute(sql, (message_id,))
            return int(transaction.changes())

        return self._database.settle(again)

    def retry_all(self) -> None:
        """The way is free again: everything that waits is due now, and starts afresh. A message being sent is left alone."""
        sql = "UPDATE outbox SET tries = 0, next_at = NULL WHERE closed_at IS NULL AND state = 'ready'"
        if self._database.rows(f"SELECT 1 {_OPEN} AND state = 'ready' AND (tries OR next_at IS NOT NULL) LIMIT 1"):
            self._note(sql, ())

    def mark_printed(self, message_id: str) -> None:
        """The citizen has the receipt in hand: that of all cases under its number."""
        at = self._now().isoformat()
        sql = (
            "UPDATE outbox SET printed_at = ?1 WHERE id = ?2 OR (kind = 'case' AND receipt_no ="
            " (SELECT receipt_no FROM outbox WHERE id = ?2 AND kind = 'case'))"
        )
        self._database.settle(lambda transaction: transaction.execute(sql, (at, message_id)))

    def unprinted(self) -> list[Accepted]:
        """Applications and supplements that were accepted but whose receipt never came out, oldest first."""
        return self._accepted("printed_at IS NULL AND kind IN ('case', 'supplement')")

    def dead(self) -> list[Accepted]:
        """Messages that the platform refused, oldest first."""
        return self._accepted("state = 'dead'")

    def depth(self) -> int:
        """Messages that have not reached the platform yet (refused ones not counted)."""
        return int(self._database.rows(f"SELECT count(*) {_OPEN}")[0][0])

    def is_waiting(self, message_id: str) -> bool:
        """Whether this message has still to reach the platform."""
        return bool(self._database.rows("SELECT 1 FROM outbox WHERE id = ? AND closed_at IS NULL", (message_id,)))

    def has_arrived(self, message_id: str) -> bool:
        """Whether the platform has taken this message; one that it refused has not arrived."""
        return bool(self._database.rows("SELECT 1 FROM outbox WHERE id = ? AND state = 'sent'", (message_id,)))

    def oldest_age(self, now: datetime) -> timedelta | None:
        """How long the oldest of them has been waiting; never negative, None when none waits."""
        rows = self._database.rows(
            f"SELECT applied_at FROM outbox WHERE seq = (SELECT min(seq) {_OPEN})"  # noqa: S608 - fixed texts
        )
        return self._ageing.of(datetime.fromisoformat(rows[0][0]), now) if rows else None

    def standing(self, now: datetime) -> QueueStanding:
        """Whether this kiosk may go on accepting. Raises `StoreFailed`."""
        return judge(
            self._limits, self.depth(), self.oldest_age(now), self._database.path.parent, sealing=self._seal is not None
        )

    def forget_sent(self, before: datetime) -> None:
        """Drop the remains of messages that were acknowledged before `before` (kept 30 days, sync.md 2.8)."""
        limit = before.astimezone(UTC).isoformat()
        sql = "DELETE FROM outbox WHERE state = 'sent' AND closed_at < ?"
        self._database.settle(lambda transaction: transaction.execute(sql, (limit,)))

    def tidy(self) -> bool:
        """Clear the last traces of what was erased: the log, then the files. Whether nothing of them is left.

        The files only once the log is in the database: their rows must not come back without them.
        """
        with self._lock:
            names, self._erased = self._erased, []
        if not self._database.tidy():
            with self._lock:
                self._erased += names
            return False
        self._blobs.remove(names)
        return True

    def remove_orphans(self) -> int:
        """Remove files that no message names: of an acceptance or an erasure that was cut short. How many there were.

        For the one program that accepts: another might be writing one just now.
        """
        # In this order: a file of an acceptance under way is in one of the later two at least.
        there = self._blobs.names()
        with self._lock:
            under_way = set(self._under_way)
        named = {name for (name,) in self._database.rows("SELECT sha256 FROM attachment WHERE data IS NULL")}
        orphans = there - under_way - named
        self._blobs.remove(orphans)
        if named <= there:  # else the bytes of one may be in a spare that could not be looked into
            self._blobs.spares.clear()
        return len(orphans)

    def _is_known(self, message_id: str, digest: str) -> bool:
        rows = self._database.rows("SELECT sha256 FROM outbox WHERE id = ?", (message_id,))
        return bool(rows) and rows[0][0] == digest

    def _clamp(self, now: datetime) -> None:
        """A wall clock that jumped back must not leave a row waiting for years."""
        limit = (now + LONGEST_WAIT).timestamp()
        if self._database.rows(_TOO_LONG, (limit,)):
            self._note("UPDATE outbox SET next_at = ?1 WHERE closed_at IS NULL AND next_at > ?1", (limit,))

    def _note(self, sql: str, parameters: tuple[str | float, ...]) -> None:
        self._database.note(lambda transaction: transaction.execute(sql, parameters))

    def _queued(self, row: Row) -> Queued:
        message_id, kind, body, receipt_no, applied_at, tries = row
        files = self._database.rows(
            "SELECT sha256, size, position, data IS NULL FROM attachment WHERE message_id = ? ORDER BY position",
            (message_id,),
        )
        attachments = tuple(
            SealedFile(digest, size, self._reader(message_id, digest, size, position if inline else None))
            for digest, size, position, inline in ((one[0], one[1], one[2], not one[3]) for one in files)
        )
        return Queued(message_id, kind, body, receipt_no, datetime.fromisoformat(applied_at), tries, attachments)

    def _reader(self, message_id: str, digest: str, size: int, position: int | None) -> Callable[[], bytes]:
        def read() -> bytes:
            if position is None:
                return self._blobs.read(digest, size)
            sql = "SELECT data FROM attachment WHERE message_id = ? AND position = ?"
            try:
                for (data,) in self._database.rows(sql, (message_id, position)):
                    return bytes(data)
            except StoreFailed as error:
                if not isinstance(error.__cause__, DAMAGED):
                    raise
            raise EnclosureLost("a file of a message is not in the store any more")

        return read

    def _accepted(self, condition: str) -> list[Accepted]:
        rows = self._database.rows(
            f"SELECT id, receipt_no, applied_at, case_no, problem FROM outbox WHERE {condition} ORDER BY seq"  # noqa: S608 - fixed texts of this class
        )
        return [Accepted(row[0], row[1], datetime.fromisoformat(row[2]), row[3], row[4]) for row in rows]
