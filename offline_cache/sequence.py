"""Receipt numbers (收件号): counted on the kiosk, never given twice."""

import re
from datetime import UTC, datetime, timedelta

import apsw

from offline_cache.database import Database

_SKIPPED = "skipped"
_MORE_THAN_A_DAY = 1000
"""Receipts; so many more than a kiosk gives between two backups"""
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)

_KIOSK_NO = re.compile(r"^[0-9A-Z]{1,12}$")


class Sequence:
    """A counter that is on the disk before its number is used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def next_receipt_no(self, kiosk_no: str, letter: str = "L") -> str:
        """The next number of this kiosk, such as ``L-0412-0023``; more digits after 9999. A number may be skipped.

        Tickets have another `letter`, and share the counter.

        Raises:
            ValueError: `kiosk_no` is not made of digits and capital letters.
            StoreFailed: no number was given.
        """
        if not _KIOSK_NO.match(kiosk_no):
            raise ValueError("a kiosk number is made of 1 to 12 digits and capital letters")
        with self._database.transaction() as transaction:
            rows = transaction.execute(
                "INSERT INTO counter (name, value)"
                " VALUES (?1, 1 + coalesce((SELECT value FROM counter WHERE name = ?2), 0))"
                " ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value",
                (f"receipt:{kiosk_no}", _SKIPPED),
            ).fetchall()
        return f"{letter}-{kiosk_no}-{rows[0][0]:04d}"


def skip_numbers_within(transaction: apsw.Connection, latest: datetime, given: int) -> None:
    """The store was lost and the counter with it, or a day of it: go on where no number was given yet.

    Where a counter came back that is a day's numbers on, else a number for each minute since this program began; in any case a
    day's numbers behind `given`, where an earlier recovery went on. The clock may have fallen
    back: `latest` is the latest time that is known.
    """
    minutes = max(0, (latest - _EPOCH) // timedelta(minutes=1))
    least = given + _MORE_THAN_A_DAY if given else 0
    transaction.execute(
        "UPDATE counter SET value = max(value + ?, ?) WHERE name LIKE 'receipt:%'", (_MORE_THAN_A_DAY, least)
    )
    transaction.execute("INSERT OR REPLACE INTO counter VALUES (?, ?)", (_SKIPPED, max(minutes, least)))


def highest_given(database: Database) -> int:
    """No number beyond this one was given or skipped. Raises `StoreFailed`."""
    return int(database.rows("SELECT coalesce(max(value), 0) FROM counter")[0][0])
