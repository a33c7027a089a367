"""The payment journal: written before a payment provider is asked, so that no power cut can lose paid money.

An order is in here from before the provider hears of it until it came to rest: turned into a case (`Outbox.accept`),
or known to be closed or refunded (`settled`). A draft is under the page cipher only and not sealed: it has still to be
completed with the proof of payment (docs/adr/0023).
"""

from dataclasses import dataclass
from datetime import datetime

import apsw

from offline_cache.database import Database, Row
from offline_cache.message import Outgoing, check, distinct, enclosures_of


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """An order without an end. `draft` is the application it pays for; None when nobody wants it any more."""

    order_no: str
    visit_id: str
    amount_fen: int
    wanted: bool
    draft: Outgoing | None


class Journal:
    """Orders that have not come to rest."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, order_no: str, visit_id: str, amount_fen: int, draft: Outgoing) -> None:
        """Note the order and what it pays for. On the disk when this returns; only then may the provider be asked.

        Raises:
            ValueError: the order number was used before, or the draft could never be delivered.
            StoreFailed: the disk failed; the provider must not be asked.
        """
        check(draft)
        try:
            with self._database.transaction() as transaction:
                transaction.execute(
                    "INSERT INTO journal (order_no, visit_id, amount_fen, message_id, kind, body, receipt_no, applied_at)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        order_no,
                        visit_id,
                        amount_fen,
                        draft.id,
                        draft.kind,
                        draft.body,
                        draft.receipt_no,
                        draft.applied_at.isoformat(),
                    ),
                )
                transaction.executemany(
                    "INSERT INTO journal_attachment VALUES (?, ?, ?, ?, ?)",
                    [
                        (order_no, position, item.sha256, item.media_type, item.data)
                        for position, item in enumerate(distinct(draft.attachments))
                    ],
                )
        except apsw.ConstraintError as error:
            raise ValueError("this order cannot be opened: number used before, or no amount") from error

    def mark_unwanted(self, order_no: str) -> None:
        """The citizen left: erase the application, keep the order, because its money must be given back."""
        self._database.settle(lambda transaction: _drop_draft(transaction, order_no))
        self._database.scrub()

    def settled(self, order_no: str) -> None:
        """No money of this order is left with us; forget it."""
        self._database.settle(lambda transaction: _delete(transaction, order_no))
        self._database.scrub()

    def unsettled(self) -> list[JournalEntry]:
        """Orders without an end, oldest first: what to look into at the start."""
        rows = self._database.rows(
            "SELECT order_no, visit_id, amount_fen, wanted, message_id, kind, body, receipt_no, applied_at"
            " FROM journal ORDER BY rowid"
        )
        return [self._entry(row) for row in rows]

    def draft_of(self, order_no: str) -> Outgoing | None:
        """What is filed once `order_no` is paid; nothing when the order is unknown, unwanted or at its end."""
        rows = self._database.rows(
            "SELECT order_no, visit_id, amount_fen, wanted, message_id, kind, body, receipt_no, applied_at"
            " FROM journal WHERE order_no = ?",
            (order_no,),
        )
        return self._entry(rows[0]).draft if rows else None

    def _entry(self, row: Row) -> JournalEntry:
        order_no, visit_id, amount_fen, wanted, message_id, kind, body, receipt_no, applied_at = row
        draft = None
        if wanted:
            files = self._database.rows(
                "SELECT sha256, media_type, data FROM journal_attachment WHERE order_no = ? ORDER BY position",
                (order_no,),
            )
            draft = Outgoing(
                message_id, kind, body, receipt_no, datetime.fromisoformat(applied_at), tuple(enclosures_of(files))
            )
        return JournalEntry(order_no, visit_id, amount_fen, bool(wanted), draft)


def settle_within(transaction: apsw.Connection, order_no: str | None, message_id: str) -> bool:
    """As part of accepting `message_id`: its order has become a case. Whether anything was erased.

    Any other order of the same application now pays for nothing: its money goes back, and no copy of the application stays.
    """
    if order_no is not None:
        _delete(transaction, order_no)
    others = [
        other for (other,) in transaction.execute("SELECT order_no FROM journal WHERE message_id = ?", (message_id,))
    ]
    for other in others:
        _drop_draft(transaction, other)
    return order_no is not None or bool(others)


def _drop_draft(transaction: apsw.Connection, order_no: str) -> None:
    transaction.execute("DELETE FROM journal_attachment WHERE order_no = ?", (order_no,))
    transaction.execute(
        "UPDATE journal SET wanted = 0, message_id = NULL, kind = NULL, body = NULL, receipt_no = NULL, applied_at = NULL"
        " WHERE order_no = ?",
        (order_no,),
    )


def _delete(transaction: apsw.Connection, order_no: str) -> None:
    transaction.execute("DELETE FROM journal_attachment WHERE order_no = ?", (order_no,))
    transaction.execute("DELETE FROM journal WHERE order_no = ?", (order_no,))
