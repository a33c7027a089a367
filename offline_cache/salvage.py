"""What can still be read of a damaged store: every page carries a tag, so what can be read is what was written."""

from contextlib import closing
from pathlib import Path
from typing import Any

import apsw

from offline_cache.database import Database
from offline_cache.pages import connect

_WHOLE_TABLES = ("journal", "journal_attachment", "counter", "floor", "seen", "audit", "setting")
"""Small ones that make sense as a whole only; kept as the backup has them when one of their pages is lost"""


def salvage(into: Database, wreck: Path, key: bytes | None) -> int:
    """Bring over what can be read; it is newer than what the backup brought. How many waiting messages that were.

    Raises:
        StoreFailed: `into` cannot be written.
    """
    if key is None or not wreck.exists():
        return 0
    try:
        connection = connect(wreck, key)
    except apsw.Error:
        return 0
    with closing(connection):
        brought = sum(_bring(into, connection, seq) for seq in _numbers(connection))
        for table in _WHOLE_TABLES:
            _replace(into, connection, table)
        return brought


def _numbers(wreck: apsw.Connection) -> list[int]:
    """Every number that a row may have, whichever page names it."""
    highest = 0
    for sql in (
        "SELECT max(seq) FROM outbox",
        "SELECT max(seq) FROM outbox INDEXED BY outbox_open WHERE closed_at IS NULL",
    ):
        found = _read(wreck, sql)
        highest = max([highest, *(int(row[0]) for row in found or [] if row[0] is not None)])
    return list(range(1, highest + 1))


def _bring(into: Database, wreck: apsw.Connection, seq: int) -> bool:
    columns = [row[0] for row in into.rows("SELECT name FROM pragma_table_info('outbox') WHERE name <> 'seq'")]
    listed = ", ".join(columns)
    rows = _read(wreck, f"SELECT {listed} FROM outbox WHERE seq = ?", (seq,))  # noqa: S608 - names of our own columns
    if not rows:
        return False
    row = dict(zip(columns, rows[0], strict=True))
    files = _read(wreck, "SELECT * FROM attachment WHERE message_id = ?", (row["id"],))
    if files is None and row["body"] is not None:
        return False
    marks = ", ".join("?" * len(columns))
    with into.transaction() as transaction:
        transaction.execute("DELETE FROM outbox WHERE id = ?", (row["id"],))
        transaction.execute("DELETE FROM attachment WHERE message_id = ?", (row["id"],))
        transaction.execute(f"INSERT INTO outbox ({listed}) VALUES ({marks})", rows[0])  # noqa: S608 - as above
        transaction.executemany("INSERT INTO attachment VALUES (?, ?, ?, ?, ?)", files or [])
    return row["body"] is not None


def _replace(into: Database, wreck: apsw.Connection, table: str) -> None:
    rows = _read(wreck, f"SELECT * FROM {table}")  # noqa: S608 - a name of our own
    if not rows:
        return
    marks = ", ".join("?" * len(rows[0]))
    with into.transaction() as transaction:
        transaction.execute(f"DELETE FROM {table}")  # noqa: S608 - as above
        transaction.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - as above


def _read(wreck: apsw.Connection, sql: str, parameters: tuple[object, ...] = ()) -> list[tuple[Any, ...]] | None:
    """None when a page that is needed for it cannot be read, or the table was never there."""
    try:
        return list(wreck.execute(sql, parameters))
    except apsw.Error:
        return None
