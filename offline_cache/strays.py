"""Rows to which no way leads any more: a page high in the tree of their table is lost, and below it everything is sound.

SQLite's own recovery extension is not in apsw-sqlite3mc, nor are the modules it needs (``sqlite_dbpage``, ``dbdata``). Nor is it
needed: a tree may be entered at any page of it. Each page of the file is named as the root of a table of its own, in a
transaction that is taken back; where it belongs to the table, SQLite reads from there down.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import apsw

_AT_ONCE = 500
"""Pages; so many tables are in memory at a time"""
_NAMED = re.compile(r'^CREATE TABLE "?\w+"?')
_NAME = "stray_"


def stray_tables(connection: apsw.Connection, table: str) -> Iterator[str]:
    """Names of tables to read, each beginning at a page of the file; they are there until the next is asked for.

    What is read from most of them fails, or is of another table than `table`: whoever reads knows a row of it. A row
    that is found from several pages comes as often. Nothing is written. Raises `apsw.Error`.
    """
    roots = {int(root) for (root,) in connection.execute("SELECT rootpage FROM sqlite_schema WHERE rootpage > 0")}
    # those are read by their own names, and two of one root would not be believed
    pages = [page for page in range(2, int(connection.pragma("page_count")) + 1) if page not in roots]
    found = connection.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (table,)).fetchall()
    for first in range(0, len(pages) if found else 0, _AT_ONCE):
        batch = pages[first : first + _AT_ONCE]
        with _named_roots(connection, str(found[0][0]), batch):
            yield from (f"{_NAME}{page}" for page in batch)


@contextmanager
def _named_roots(connection: apsw.Connection, sql: str, pages: Sequence[int]) -> Iterator[None]:
    if connection.pragma("journal_mode") != "wal":
        connection.pragma("journal_mode", "memory")
    connection.pragma("cache_spill", "OFF")
    connection.pragma("writable_schema", "ON")
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.executemany(
            "INSERT INTO sqlite_schema (type, name, tbl_name, rootpage, sql) VALUES ('table', ?1, ?1, ?2, ?3)",
            ((name := f"{_NAME}{page}", page, _NAMED.sub(f"CREATE TABLE {name}", sql)) for page in pages),
        )
        connection.pragma("writable_schema", "RESET")
        yield
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        connection.pragma("writable_schema", "RESET")
