"""Receipt numbers (收件号): counted on the kiosk, never given twice."""

import re

from offline_cache.database import Database

_KIOSK_NO = re.compile(r"^[0-9A-Z]{1,12}$")


class Sequence:
    """A counter that is on the disk before its number is used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def next_receipt_no(self, kiosk_no: str) -> str:
        """The next number of this kiosk, such as ``L-0412-0023``; more digits after 9999. A number may be skipped.

        Raises:
            ValueError: `kiosk_no` is not made of digits and capital letters.
            StoreFailed: no number was given.
        """
        if not _KIOSK_NO.match(kiosk_no):
            raise ValueError("a kiosk number is made of 1 to 12 digits and capital letters")
        with self._database.transaction() as transaction:
            rows = transaction.execute(
                "INSERT INTO counter (name, value) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1"
                " RETURNING value",
                (f"receipt:{kiosk_no}",),
            ).fetchall()
        return f"L-{kiosk_no}-{rows[0][0]:04d}"
