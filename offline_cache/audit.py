"""The audit log on the disk: rows that are only ever added, each naming the hash of the one before."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import apsw

from offline_cache.database import Database, Row

Link = Callable[[str, int, str], str]
"""(hash before, number, entry) → hash; the formula belongs to the wire, which the store does not know"""

_BEFORE_THE_FIRST: Final = "0" * 64
_LAST = "SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1"


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One row, as it stands on the disk; nothing is checked."""

    n: int
    prev: str
    entry: str
    hash: str


class AuditLog:
    """Adds and reads. Safe to use from several threads."""

    def __init__(self, database: Database, link: Link) -> None:
        self._database = database
        self._link = link

    def append(self, entry: str) -> int:
        """Add `entry`, on the disk on return; its number.

        Raises:
            StoreFailed: nothing was added.
        """
        with self._database.transaction() as transaction:
            return self.append_within(transaction, entry)

    def append_within(self, transaction: apsw.Connection, entry: str) -> int:
        """Add `entry` as part of what else `transaction` does."""
        last, prev = _head(transaction.execute(_LAST).fetchall())
        n = last + 1
        transaction.execute(
            "INSERT INTO audit (n, prev, entry, hash) VALUES (?, ?, ?, ?)", (n, prev, entry, self._link(prev, n, entry))
        )
        return n

    def head(self) -> tuple[int, str]:
        """Number and hash of the last row; ``(0, "000…")`` of an empty log."""
        return _head(self._database.rows(_LAST))

    def after(self, n: int, limit: int = -1) -> list[AuditRow]:
        """At most `limit` rows with a higher number, oldest first; all of them without a limit."""
        rows = self._database.rows("SELECT n, prev, entry, hash FROM audit WHERE n > ? ORDER BY n LIMIT ?", (n, limit))
        return [AuditRow(*row) for row in rows]


def _head(rows: list[Row]) -> tuple[int, str]:
    return (int(rows[0][0]), str(rows[0][1])) if rows else (0, _BEFORE_THE_FIRST)
