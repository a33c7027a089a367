"""What a store that is not in use still gives, damaged or a copy: every page carries a tag, so what can be read was written.

It is brought into the store in use by its ids: what that knows already stays as it is there. So it may be begun again after a
kill, and be done late, when the store has gone on; the newest source goes first.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import apsw

from offline_cache.copies import DAMAGED, GENERATION, generation_of
from offline_cache.database import Database
from offline_cache.pages import connect
from offline_cache.settings import Settings, put_within

REPORT = "recovery."
"""Settings of this name say what was recovered (`offline_cache.recovery`); they are not brought over"""
BEGUN = f"{REPORT}begun"
"""Setting: messages were brought, and nobody was told of it yet"""
_HAD = f"{REPORT}had."
"""Settings: which tables were had from a store of that generation. An older copy of it knows them less well"""

_GROWING = {
    # a counter that comes back late goes on behind the numbers that were skipped meanwhile
    "counter": "INSERT INTO counter VALUES (?1, max(?2, coalesce((SELECT value FROM counter WHERE name = 'skipped'), 0)))"
    " ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)",
    "floor": "INSERT INTO floor VALUES (?, ?) ON CONFLICT (role) DO UPDATE SET version = max(version, excluded.version)",
    "seen": "INSERT OR IGNORE INTO seen VALUES (?, ?)",
}
Rows = list[tuple[Any, ...]]


class Source:
    """A store to read from; a context manager. `whole` and `passing` say how the reading went."""

    def __init__(self, path: Path, key: bytes) -> None:
        """Raises `apsw.Error`: not even a connection can be made."""
        self._connection = connect(path, key)
        self.whole = True
        """Every page that was asked for could be read"""
        self.passing = False
        """Something could not be read for a reason that may pass, such as a full disk or an I/O error"""
        self.gave: set[str] = set()
        """The tables of what only grows that could be read"""
        self.generation: str | None = None
        """None when that cannot be read"""
        with suppress(apsw.Error):
            self.generation = generation_of(self._connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def rows(self, sql: str, parameters: tuple[object, ...] = ()) -> Rows | None:
        """What a SELECT finds. None when a page that is needed for it cannot be read, or the table was never there."""
        try:
            return list(self._connection.execute(sql, parameters))
        except apsw.Error as error:
            self.whole = False
            self.passing |= not isinstance(error, (*DAMAGED, apsw.SQLError))
            return None


def bring(into: Database, source: Source, *, copy: bool, pending: bool) -> int:
    """Bring over what can be read and `into` does not know. How many messages of `source` wait.

    What is not on the disk at a power cut comes again.
    A `copy` is older than any store that was moved aside; `pending`: a newer one of those may give more another time.

    Raises:
        StoreFailed: `into` cannot be read or written.
    """
    columns = [str(row[0]) for row in into.rows("SELECT name FROM pragma_table_info('outbox') WHERE name <> 'seq'")]
    waiting = sum(_bring(into, source, seq, columns) for seq in _numbers(source))
    _unite(into, source)
    _take_tables(into, source, copy=copy, pending=pending)
    return waiting


def _numbers(source: Source) -> Iterable[int]:
    """Every number that a row may have, whichever page names it."""
    highest = 0
    for sql in (
        "SELECT max(seq) FROM outbox",
        "SELECT max(seq) FROM outbox INDEXED BY outbox_open WHERE closed_at IS NULL",
    ):
        found = source.rows(sql)
        highest = max([highest, *(int(row[0]) for row in found or [] if row[0] is not None)])
    return range(1, highest + 1)


def _bring(into: Database, source: Source, seq: int, columns: list[str]) -> bool:
    """Whether the row is there and waits, here as there."""
    listed = ", ".join(columns)
    rows = source.rows(f"SELECT {listed} FROM outbox WHERE seq = ?", (seq,))  # noqa: S608 - names of our own columns
    if not rows:
        return False
    row = dict(zip(columns, rows[0], strict=True))
    waits = row["body"] is not None
    files = source.rows("SELECT * FROM attachment WHERE message_id = ?", (row["id"],))
    if files is None and waits:
        return False
    if known := into.rows("SELECT body IS NOT NULL FROM outbox WHERE id = ?", (row["id"],)):
        return waits and bool(known[0][0])
    taken = into.rows("SELECT 1 FROM outbox WHERE seq = ?", (seq,))
    marks = ", ".join("?" * (len(columns) + 1))

    def insert(transaction: apsw.Connection) -> None:
        transaction.execute("DELETE FROM attachment WHERE message_id = ?", (row["id"],))
        transaction.execute(
            f"INSERT INTO outbox (seq, {listed}) VALUES ({marks})",  # noqa: S608 - as above
            (None if taken else seq, *rows[0]),
        )
        transaction.executemany("INSERT INTO attachment VALUES (?, ?, ?, ?, ?)", files or [])
        put_within(transaction, BEGUN, "1")

    return _kept(into, insert) and waits


def _unite(into: Database, source: Source) -> None:
    """What only grows: numbers, floors, commands that were begun."""
    for table, sql in _GROWING.items():
        rows = source.rows(f"SELECT * FROM {table}")  # noqa: S608 - a name of our own
        if rows is not None:
            source.gave.add(table)
        if rows:
            _kept(into, partial(apsw.Connection.executemany, statements=sql, sequenceofbindings=rows))


def _take_tables(into: Database, source: Source, *, copy: bool, pending: bool) -> None:
    """What makes sense as a whole only, from the newest store of a generation that gives it; an empty one is one as well."""
    name = _HAD + ("?" if source.generation is None else source.generation or "before")
    # One whose generation cannot be read may be of the same as any other.
    like = f"{_HAD}*" if source.generation is None else f"{_HAD}[?]"
    for tables, take in ((("journal", "journal_attachment"), _orders), (("audit",), _chain), (("setting",), _settings)):
        had = Settings(into).get(name).split()
        others = [row[0].split() for row in into.rows("SELECT value FROM setting WHERE name GLOB ?", (like,))]
        word, of_copy = tables[0], f"{tables[0]}~"
        if any(word in each or (copy and of_copy in each) for each in (had, *others)):
            continue
        contents = [source.rows(f"SELECT * FROM {table}") for table in tables]  # noqa: S608 - names of our own
        read = [rows for rows in contents if rows is not None]
        if len(read) < len(tables):
            continue

        def all_of_it(
            transaction: apsw.Connection,
            read: list[Rows] = read,
            take: Callable[[apsw.Connection, list[Rows]], None] = take,
            had: str = " ".join([*had, of_copy if copy else word]),
        ) -> None:
            take(transaction, read)
            if copy or not pending:
                put_within(transaction, name, had)

        _kept(into, all_of_it)


def _orders(transaction: apsw.Connection, read: list[Rows]) -> None:
    """An order whose application was accepted has come to its end, and would be filed a second time."""
    orders, files = read
    known = {row[0] for row in transaction.execute("SELECT order_no FROM journal")}
    accepted = {row[0] for row in transaction.execute("SELECT id FROM outbox")}
    brought = [row for row in orders if row[0] not in known and row[4] not in accepted]
    names = {row[0] for row in brought}
    transaction.executemany("INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", brought)
    transaction.executemany(
        "INSERT INTO journal_attachment VALUES (?, ?, ?, ?, ?)", [row for row in files if row[0] in names]
    )


def _chain(transaction: apsw.Connection, read: list[Rows]) -> None:
    """Two chains cannot be made one: that of the store stays."""
    if not transaction.execute("SELECT 1 FROM audit LIMIT 1").fetchall():
        transaction.executemany("INSERT INTO audit VALUES (?, ?, ?, ?)", read[0])


def _settings(transaction: apsw.Connection, read: list[Rows]) -> None:
    rows = [row for row in read[0] if row[0] != GENERATION and not row[0].startswith(REPORT)]
    transaction.executemany("INSERT OR IGNORE INTO setting VALUES (?, ?)", rows)


def _kept(into: Database, work: Callable[[apsw.Connection], object]) -> bool:
    """Whether the store takes it. What it does not take (of other tables than ours) stays where it is."""
    try:
        into.note(work)
    except (apsw.ConstraintError, apsw.MismatchError, apsw.SQLError, apsw.BindingsError):
        return False
    return True
