"""Acceptance into the outbox: several messages in one transaction, all or none."""

from collections.abc import Sequence
from dataclasses import dataclass

import apsw

from offline_cache.blobs import INLINE_BYTES
from offline_cache.journal import settle_within
from offline_cache.message import Outgoing
from offline_cache.sealing import Sealed
from offline_cache.sealing_older import put_files

Cells = tuple[str | bytes | None, ...]

INSERT_ALONE = (
    "INSERT INTO outbox (id, kind, sha256, receipt_no, created_at, applied_at, after, body)"
    " SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 WHERE NOT EXISTS (SELECT 1 FROM journal WHERE message_id = ?1)"
    " ON CONFLICT (id) DO NOTHING"
)
"""Only where no order of the message is in the journal, so that nothing else belongs into the transaction"""
_INSERT = (
    "INSERT INTO outbox (id, kind, sha256, receipt_no, created_at, applied_at, after, body) VALUES (?,?,?,?,?,?,?,?)"
    " ON CONFLICT (id) DO NOTHING"
)


@dataclass(frozen=True, slots=True, repr=False)
class Incoming:
    """A message on its way into the queue, sealed."""

    message: Outgoing
    digest: str
    sealed: Sealed

    @property
    def large(self) -> list[tuple[str, bytes]]:
        """The files that are kept outside of the database, by name."""
        return [(name, data) for name, data in self.sealed.files if len(data) > INLINE_BYTES]

    def row(self, now: str, after: str | None) -> Cells:
        """Its row."""
        message, applied_at = self.message, self.message.applied_at.isoformat()
        numbers = (message.id, message.kind, self.digest, message.receipt_no, now, applied_at, after)
        return (*numbers, self.sealed.body)


def keep_within(
    transaction: apsw.Connection, entries: Sequence[Incoming], rows: Sequence[Cells], settles_order: str | None
) -> tuple[list[str], bool]:
    """Insert all, and end their order.

    Returns the names of files that no row of these needs, and whether an order was ended.

    Raises:
        ValueError: one is known by another body.
    """
    needless: list[str] = []
    settled = False
    for entry, row in zip(entries, rows, strict=True):
        if not _inserted(transaction, entry, row):
            needless += [name for name, _ in entry.large]
        settled |= settle_within(transaction, settles_order, entry.message.id)
    return needless, settled


def _inserted(transaction: apsw.Connection, entry: Incoming, row: Cells) -> bool:
    """Whether it is new; one that is known by another body raises ``ValueError``."""
    transaction.execute(_INSERT, row)
    if transaction.changes() == 0:
        _check_same(transaction, entry.message.id, entry.digest)
        return False
    if entry.sealed.files:
        put_files(transaction, entry.message.id, entry.sealed.files)
    return True


def _check_same(transaction: apsw.Connection, message_id: str, digest: str) -> None:
    known = transaction.execute("SELECT sha256 FROM outbox WHERE id = ?", (message_id,)).fetchall()
    if known[0][0] != digest:
        raise ValueError("this id was accepted before with another body")
