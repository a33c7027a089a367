"""The one database of the kiosk: encrypted pages, write-ahead log, a commit that is on the disk when it returns.

Choices and their measurements: reference/sync.md 2.1 (WAL + FULL loses nothing in simulated power cuts; `aegis` is the
fastest of the authenticated page ciphers), 2.6 (pages with authentication refuse 300 of 300 flipped bits), 2.5 (a small
WAL keeps a full disk drainable).
"""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar

import apsw

from offline_cache.ballast import NEEDED_TO_OPEN, free_bytes
from offline_cache.errors import StoreFailed, StoreFull, StoreNotNow, StoreRefused, StoreUnreadable
from offline_cache.key_custody import key_file_of, key_of_store
from offline_cache.lasting import sync_directory
from offline_cache.pages import CIPHER, change_cipher, connect, opens_with, trust

MIGRATIONS: Traversable = files("offline_cache") / "migrations"
FILE_NAME = "store.db"

PAGE_BYTES = 4096
SMALL_LOG = 200
"""Pages; what a full disk can still be emptied with when 1 MiB of it is made free (reference/sync.md 2.5)"""

DURABLE = "FULL"
"""What a commit that somebody relies on is written with; NORMAL loses commits in a power cut (reference/sync.md 2.2)"""
_PASSING = "NORMAL"

_FIXED = (3, 51, 3)
_BACKPORTS = ((3, 50, 7), (3, 44, 6))
_FIRST_WAL = (3, 7, 0)
_MIGRATION = re.compile(r"^(\d{4})_\w+\.sql$")
_OLD_CIPHER = "chacha20"
WORLD = (
    apsw.FullError,
    apsw.IOError,
    apsw.BusyError,
    apsw.CorruptError,
    apsw.NotADBError,
    apsw.ReadOnlyError,
    apsw.CantOpenError,
)
_UNREADABLE = (apsw.NotADBError, apsw.CorruptError, apsw.IOError)

Row = tuple[Any, ...]
Parameters = Sequence[str | int | float | bytes | None]
T = TypeVar("T")


def has_wal_reset_bug(version: str) -> bool:
    """Whether this SQLite can corrupt a WAL database when the log is reset (sqlite.org/wal.html#walresetbug)."""
    numbers = tuple(int(part) for part in version.split(".")[:3])
    if any(numbers[:2] == fixed[:2] and numbers >= fixed for fixed in _BACKPORTS):
        return False
    return _FIRST_WAL <= numbers < _FIXED


class Database:
    """One connection, used by one thread at a time; every change is one durable transaction."""

    def __init__(self, connection: apsw.Connection, path: Path) -> None:
        """Use `open`."""
        self._connection = connection
        self._lock = RLock()
        self._scrub_owed = True
        self._make_room: Callable[[], bool] = _no_room
        self.path = path
        self.suspect = False
        """Something failed for another reason than want of room, and `intact` has not said since that all is well"""

    @classmethod
    def open(
        cls,
        directory: Path,
        *,
        key: bytes | None = None,
        migrations: Traversable = MIGRATIONS,
        library_version: str | None = None,
    ) -> "Database":
        """Open or create the store in `directory`, and bring its tables up to date.

        `key` (32 bytes) is the one of `key_custody` unless given; `library_version` is the SQLite in use unless a test
        says otherwise.

        Raises:
            StoreUnreadable: nothing can be read from the file with this key; it is left as it is.
            StoreNotNow: its disk is full, or another program is using it; likewise.
            StoreRefused: with a sentence that names the file and what is wrong; likewise.
        """
        version = library_version or apsw.sqlite_lib_version()
        if has_wal_reset_bug(version):
            raise StoreRefused(
                f"SQLite {version} can corrupt the store when its log is reset; 3.51.3 or newer is needed "
                "(the package apsw-sqlite3mc brings it)."
            )
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = directory / FILE_NAME
        connection = _connect(path, key or key_of_store(path))
        try:
            _migrate(connection, path, migrations)
        except BaseException:
            connection.close()
            raise
        database = cls(connection, path)
        database.scrub()
        return database

    def limit_log(self, pages: int) -> None:
        """Move the log into the database after so many pages; the more, the faster, and the more room a full disk needs."""
        with self._lock:
            _limit_log(self._connection, max(pages, SMALL_LOG))

    def when_full(self, make_room: Callable[[], bool]) -> None:
        """Let `settle` call `make_room` when the disk is full; it says whether it made any."""
        self._make_room = make_room

    @contextmanager
    def transaction(self) -> Iterator[apsw.Connection]:
        """All or nothing, and on the disk when the block is left.

        Raises:
            StoreFull: there is no room on the disk; nothing of it happened.
            StoreFailed: nothing of it happened.
        """
        with self._lock:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                try:
                    yield self._connection
                    self._connection.execute("COMMIT")
                except BaseException:
                    if self._connection.in_transaction:
                        self._connection.execute("ROLLBACK")
                    raise
            except WORLD as error:
                raise self._failed(error) from error

    def alone(self, sql: str, parameters: Parameters) -> int:
        """One statement that is a durable transaction by itself. How many rows it changed. Raises as `transaction`."""
        with self._lock:
            try:
                self._connection.execute(sql, tuple(parameters))
                return self._connection.changes()
            except WORLD as error:
                raise self._failed(error) from error

    def _failed(self, error: Exception) -> StoreFailed:
        kind = StoreFull if isinstance(error, apsw.FullError) else StoreFailed
        self.suspect = self.suspect or kind is StoreFailed
        return kind(f"{self.path} could not be written: {type(error).__name__}")

    def settle(self, work: Callable[[apsw.Connection], T]) -> T:
        """A durable transaction that makes room or ends something: on a full disk the ballast is given up for it.

        Raises:
            StoreFailed: nothing of it happened.
        """
        try:
            with self.transaction() as transaction:
                return work(transaction)
        except StoreFull:
            if not self._make_room():
                raise
        with self.transaction() as transaction:
            return work(transaction)

    def note(self, work: Callable[[apsw.Connection], T]) -> T:
        """As `settle`, and cheaper: a power cut may undo it until the next durable commit. A dying process does not.

        For what can be found out again: who is sending a row, and that the platform has one (it says so again).
        """
        with self._lock:
            self._connection.execute(f"PRAGMA synchronous = {_PASSING}")
            try:
                return self.settle(work)
            finally:
                self._connection.execute(f"PRAGMA synchronous = {DURABLE}")

    def rows(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """What a SELECT finds.

        Raises:
            StoreFailed: it could not be read.
        """
        with self._lock:
            try:
                return self._connection.execute(sql, tuple(parameters)).fetchall()
            except WORLD as error:
                self.suspect = True
                raise StoreFailed(f"{self.path} could not be read: {type(error).__name__}") from error

    def intact(self) -> bool:
        """Whether every page that is in use can be read from the disk, not from memory, and fits its neighbours."""
        with self._lock:
            try:
                self._connection.execute("PRAGMA shrink_memory")
                whole = bool(self._connection.pragma("quick_check") == "ok")
            except (*WORLD, apsw.SQLError):
                return False
            self.suspect = self.suspect and not whole
            return whole

    def scrub(self) -> bool:
        """Move the log into the database and cut it to nothing, so that erased pages linger nowhere.

        Another process that is reading just now makes this fail; `tidy` then does it later.
        """
        with self._lock:
            try:
                busy = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()[0][0]
            except WORLD as error:
                busy = 1
                if isinstance(error, apsw.FullError):
                    self._make_room()
            self._scrub_owed = bool(busy)
            return not busy

    def empty_log(self) -> None:
        """Move the log into the database as far as nobody reads it, in an idle moment: no citizen has to wait for it then."""
        with self._lock, suppress(*WORLD):
            self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def owe_scrub(self) -> None:
        """Something was erased: the next `tidy` clears the log of it."""
        self._scrub_owed = True

    def tidy(self) -> bool:
        """Scrub if that is owed. Whether nothing is owed any more."""
        return self.scrub() if self._scrub_owed else True

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()


def _no_room() -> bool:
    """Until `when_full` names a way."""
    return False


def _connect(path: Path, key: bytes) -> apsw.Connection:
    # created here because SQLite would make it readable by others; its log files take over the mode
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    sync_directory(path.parent)
    try:
        if path.stat().st_size and not opens_with(path, key, CIPHER) and opens_with(path, key, _OLD_CIPHER):
            change_cipher(path, key, _OLD_CIPHER)
        connection = connect(path, key)
    except apsw.CantOpenError as error:
        raise StoreRefused(f"The store {path} cannot be opened: {type(error).__name__}.") from error
    except apsw.FullError as error:
        raise _full(path) from error
    except apsw.BusyError as error:
        raise StoreNotNow(f"The store {path} is of an older version and in use by another program.") from error
    except _UNREADABLE as error:
        raise _unreadable(path) from error
    try:
        _settle_in(connection)
        trust(connection)
    except BaseException as error:
        connection.close()
        if isinstance(error, apsw.FullError):
            raise _full(path) from error
        if isinstance(error, _UNREADABLE):
            raise _unreadable(path) from error
        raise
    return connection


def _full(path: Path) -> StoreRefused:
    return StoreNotNow(f"The store {path} cannot be opened: its disk is full. Make room on it and start again.")


def _unreadable(path: Path) -> StoreRefused:
    # on a full disk opening fails in the same words (the index of the log has no room), and the file is sound
    if free_bytes(path.parent) < NEEDED_TO_OPEN:
        return _full(path)
    return StoreUnreadable(
        f"The store {path} cannot be read: it is damaged, is not a store, or belongs to another key file "
        f"than {key_file_of(path.parent)}."
    )


def _settle_in(connection: apsw.Connection) -> None:
    connection.pragma("journal_mode", "wal")
    connection.pragma("synchronous", DURABLE)
    connection.pragma("secure_delete", "ON")
    connection.pragma("temp_store", "MEMORY")  # sorting must not spill citizens into a temporary file
    _limit_log(connection, SMALL_LOG)


def _limit_log(connection: apsw.Connection, pages: int) -> None:
    connection.pragma("wal_autocheckpoint", pages)
    # twice that, or the log would be cut and grow again all the time, which costs the file system a commit of its own
    connection.pragma("journal_size_limit", 2 * pages * PAGE_BYTES)


def _migrate(connection: apsw.Connection, path: Path, migrations: Traversable) -> None:
    steps = {int(match[1]): step for step in migrations.iterdir() if (match := _MIGRATION.match(step.name))}
    try:
        current = int(connection.pragma("user_version"))
    except apsw.FullError as error:
        raise _full(path) from error
    except _UNREADABLE as error:
        raise _unreadable(path) from error
    if current > max(steps, default=0):
        raise StoreRefused(
            f"The store {path} was written by a newer version of this program (its tables are at {current}, "
            f"this program knows {max(steps, default=0)})."
        )
    for number in sorted(number for number in steps if number > current):
        try:
            _apply(connection, number, steps[number].read_text("utf-8"))
        except _UNREADABLE as error:
            raise _unreadable(path) from error
        except WORLD as error:
            raise StoreRefused(f"The tables of {path} cannot be prepared: {type(error).__name__}.") from error


def _apply(connection: apsw.Connection, number: int, script: str) -> None:
    """One step and its number, or neither."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        # asked again under the lock: another process may have been faster
        if int(connection.pragma("user_version")) < number:
            connection.execute(script)
            connection.pragma("user_version", number)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
