"""What a store that is not in use still gives, damaged or a copy: every page carries a tag, so what can be read was written.

It is brought into the store in use by its ids: what that knows already stays as it is there. So it may be begun again after a
kill, and be done late, when the store has gone on; the newest source goes first.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self, get_args

import apsw

from offline_cache.copies import DAMAGED, GENERATION, generation_of
from offline_cache.database import Database
from offline_cache.message import Kind
from offline_cache.pages import connect
from offline_cache.settings import Settings, put_within
from offline_cache.strays import stray_tables
from offline_cache.torn_files import whole_files

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
_BODY = 6
"""Column of the journal"""
_KINDS = ", ".join(f"'{kind}'" for kind in get_args(Kind))
_STRAY = (
    "SELECT seq, id FROM {table} NOT INDEXED WHERE typeof(id) = 'text' AND length(id) = 32"  # noqa: S608 - our own words
    f" AND kind IN ({_KINDS}) AND length(sha256) = 64"
)
"""What tells a message from a row of another table"""

Rows = list[tuple[Any, ...]]
Torn = dict[str, tuple[int, tuple[Any, ...]]]
"""Messages whose files cannot be had by their id: number and cells of the row, by id"""


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
            self._note(error)
            return None

    def as_far_as_it_goes(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """The rows that a SELECT finds before a page cannot be read."""
        try:
            yield from self._connection.execute(sql)
        except apsw.Error as error:
            self._note(error)

    def strays(self, table: str) -> Iterator[str]:
        """Tables in which rows of `table` may be found to which no way leads any more (`offline_cache.strays`)."""
        try:
            yield from stray_tables(self._connection, table)
        except apsw.Error as error:
            self._note(error)

    def _note(self, error: apsw.Error) -> None:
        self.whole = False
        self.passing |= not isinstance(error, (*DAMAGED, apsw.SQLError))


def bring(into: Database, source: Source, *, copy: bool, pending: bool) -> int:
    """Bring over what can be read and `into` does not know. How many messages of `source` wait.

    What is not on the disk at a power cut comes again.
    A `copy` is older than any store that was moved aside; `pending`: a newer one of those may give more another time.

    Raises:
        StoreFailed: `into` cannot be read or written.
    """
    columns = [str(row[0]) for row in into.rows("SELECT name FROM pragma_table_info('outbox') WHERE name <> 'seq'")]
    torn: Torn = {}
    waiting = sum(_bring(into, source, ("outbox", seq), columns, torn) for seq in _numbers(source))
    if not source.whole:
        waiting += _bring_strays(into, source, columns, torn)
    if torn:
        files = whole_files(source, torn.keys())
        waiting += sum(_insert(into, *torn[message_id], rows, columns) for message_id, rows in files)
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


def _bring_strays(into: Database, source: Source, columns: list[str], torn: Torn) -> int:
    """How many messages wait of those that only their own page still names."""
    known = {str(row[0]) for row in into.rows("SELECT id FROM outbox")}
    waiting = 0
    for table in source.strays("outbox"):
        for seq, message_id in source.rows(_STRAY.format(table=table)) or []:
            if message_id not in known:
                known.add(message_id)
                waiting += _bring(into, source, (table, seq), columns, torn)
    return waiting


def _bring(into: Database, source: Source, place: tuple[str, int], columns: list[str], torn: Torn) -> bool:
    """Whether the row of that table and number is there and waits, here as there. One without its files is put into `torn`."""
    listed, (table, seq) = ", ".join(columns), place
    rows = source.rows(f"SELECT {listed} FROM {table} NOT INDEXED WHERE seq = ?", (seq,))  # noqa: S608 - names of our own
    if not rows:
        return False
    row = dict(zip(columns, rows[0], strict=True))
    files = source.rows("SELECT * FROM attachment WHERE message_id = ?", (row["id"],))
    if files is None and row["body"] is not None:
        torn[row["id"]] = (seq, rows[0])
        return False
    return _insert(into, seq, rows[0], files or [], columns)


def _insert(into: Database, seq: int, cells: tuple[Any, ...], files: Rows, columns: list[str]) -> bool:
    """Whether the message waits, here as there."""
    row, listed = dict(zip(columns, cells, strict=True)), ", ".join(columns)
    waits = row["body"] is not None
    if known := into.rows("SELECT body IS NOT NULL FROM outbox WHERE id = ?", (row["id"],)):
        return waits and bool(known[0][0])
    taken = into.rows("SELECT 1 FROM outbox WHERE seq = ?", (seq,))
    marks = ", ".join("?" * (len(columns) + 1))

    def insert(transaction: apsw.Connection) -> None:
        transaction.execute("DELETE FROM attachment WHERE message_id = ?", (row["id"],))
        transaction.execute(
            f"INSERT INTO outbox (seq, {listed}) VALUES ({marks})",  # noqa: S608 - as above
            (None if taken else seq, *cells),
        )
        transaction.executemany("INSERT INTO attachment VALUES (?, ?, ?, ?, ?)", files)
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
    """Each of `_WHOLE`, from the newest store of a generation that gives it; an empty one is one as well."""
    name = _HAD + ("?" if source.generation is None else source.generation or "before")
    # One whose generation cannot be read may be of the same as any other.
    like = f"{_HAD}*" if source.generation is None else f"{_HAD}[?]"
    for word, contents_of, take in _WHOLE:
        had = Settings(into).get(name).split()
        others = [row[0].split() for row in into.rows("SELECT value FROM setting WHERE name GLOB ?", (like,))]
        of_copy = f"{word}~"
        if any(word in each or (copy and of_copy in each) for each in (had, *others)):
            continue
        read = contents_of(source)
        if read is None:
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


def _all_of(table: str, source: Source) -> list[Rows] | None:
    rows = source.rows(f"SELECT * FROM {table}")  # noqa: S608 - a name of our own
    return None if rows is None else [rows]


def _orders_of(source: Source) -> list[Rows] | None:
    """Orders and their files. Of one whose application cannot be read in whole there is no body.

    None while a better reading may come: an order without its application is given up.
    """
    listed = source.rows("SELECT order_no, visit_id, amount_fen, wanted, message_id FROM journal NOT INDEXED")
    orders: Rows = []
    files: Rows = []
    for row in listed or []:
        whole = source.rows("SELECT * FROM journal NOT INDEXED WHERE order_no = ?", row[:1])
        pages = source.rows("SELECT * FROM journal_attachment NOT INDEXED WHERE order_no = ?", row[:1])
        orders.append(whole[0] if whole and pages is not None else (*row, None, None, None, None))
        files += pages or []
    return None if listed is None or source.passing else [orders, files]


def _orders(transaction: apsw.Connection, read: list[Rows]) -> None:
    """An order whose application was accepted has come to its end, and would be filed a second time.

    One without its application is wanted by nobody any more: its money goes back.
    """
    orders, files = read
    known = {row[0] for row in transaction.execute("SELECT order_no FROM journal")}
    accepted = {row[0] for row in transaction.execute("SELECT id FROM outbox")}
    brought = [row for row in orders if row[0] not in known and row[4] not in accepted]
    names = {row[0] for row in brought if row[_BODY] is not None}
    cells = [row if row[0] in names else (*row[:3], 0, *[None] * 5) for row in brought]
    transaction.executemany("INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", cells)
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


_WHOLE: tuple[tuple[str, Callable[[Source], list[Rows] | None], Callable[[apsw.Connection, list[Rows]], None]], ...] = (
    ("journal", _orders_of, _orders),
    ("audit", partial(_all_of, "audit"), _chain),
    ("setting", partial(_all_of, "setting"), _settings),
)
"""What makes sense as a whole only: by its table, how it is read (None when it cannot be) and how it is taken"""


def _kept(into: Database, work: Callable[[apsw.Connection], object]) -> bool:
    """Whether the store takes it. What it does not take (of other tables than ours) stays where it is."""
    try:
        into.note(work)
    except (apsw.ConstraintError, apsw.MismatchError, apsw.SQLError, apsw.BindingsError):
        return False
    return True
