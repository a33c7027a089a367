"""Settings that were changed while the kiosk runs: a few names with texts, none of it anybody's data."""

import apsw

from offline_cache.database import Database


class Settings:
    """Reads and writes. Safe to use from several threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str) -> str:
        """The value of `name`; empty when it was never set. Raises `StoreFailed`."""
        rows = self._database.rows("SELECT value FROM setting WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else ""

    def put(self, name: str, value: str) -> None:
        """Set `name`, on the disk on return; an empty `value` unsets it.

        Raises:
            StoreFailed: it is as it was.
        """
        with self._database.transaction() as transaction:
            put_within(transaction, name, value)


def put_within(transaction: apsw.Connection, name: str, value: str) -> None:
    """Set `name` as part of what else `transaction` does; an empty `value` unsets it."""
    if value:
        transaction.execute("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", (name, value))
    else:
        transaction.execute("DELETE FROM setting WHERE name = ?", (name,))
