"""What a version that did not seal has accepted: sealed when a newer one opens the store, and how sealed files are stored."""

from collections.abc import Sequence
from datetime import datetime

import apsw

from offline_cache.blobs import INLINE_BYTES, Blobs
from offline_cache.database import Database
from offline_cache.message import Outgoing, enclosures_of
from offline_cache.sealing import Seal


def put_files(transaction: apsw.Connection, message_id: str, files: Sequence[tuple[str, bytes]]) -> None:
    """Name the files of a message; the small ones lie in the row."""
    transaction.executemany(
        "INSERT INTO attachment (message_id, position, sha256, size, data) VALUES (?, ?, ?, ?, ?)",
        [
            (message_id, position, digest, len(data), None if len(data) > INLINE_BYTES else data)
            for position, (digest, data) in enumerate(files)
        ],
    )


def seal_older(database: Database, blobs: Blobs, seal: Seal) -> None:
    """Seal message after message, each whole, and clear the log of what could be read.

    Raises:
        StoreFailed: the rest is as it was, and is not sent before it is sealed.
    """
    waiting = database.rows("SELECT id FROM outbox WHERE sealed = 0")
    for (message_id,) in waiting:
        kind, body, receipt_no, applied_at = database.rows(
            "SELECT kind, body, receipt_no, applied_at FROM outbox WHERE id = ?", (message_id,)
        )[0]
        stored = database.rows(
            "SELECT sha256, '', data FROM attachment WHERE message_id = ? ORDER BY position", (message_id,)
        )
        files = tuple(enclosures_of(stored))
        sealed = seal(Outgoing(message_id, kind, body, receipt_no, datetime.fromisoformat(applied_at), files))
        blobs.put((name, data) for name, data in sealed.files if len(data) > INLINE_BYTES)
        with database.transaction() as transaction:
            transaction.execute("DELETE FROM attachment WHERE message_id = ?", (message_id,))
            put_files(transaction, message_id, sealed.files)
            transaction.execute("UPDATE outbox SET sealed = 1, body = ? WHERE id = ?", (sealed.body, message_id))
    if waiting:
        database.scrub()
