"""The one database of the kiosk: encrypted pages, write-ahead log, a commit that is on the disk when it returns.

Choices and their measurements: reference/sync.md 2.1 (WAL + FULL loses nothing in simulated power cuts), 2.6 (pages
with authentication refuse 300 of 300 flipped bits), 2.5 (a small WAL keeps a full disk drainable).
"""

import os
import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from threading import RLock
from typing import Any, Literal

import apsw

from offline_cache.errors import StoreFailed, StoreRefused
from offline_cache.key_file import load_or_create, sync_directory

MIGRATIONS: Traversable = files("offline_cache") / "migrations"
FILE_NAME = "store.db"

_KEY_BYTES = 32
_FIXED = (3, 51, 3)
_BACKPORTS = ((3, 50, 7), (3, 44, 6))
_FIRST_WAL = (3, 7, 0)
_MIGRATION = re.compile(r"^(\d{4})_\w+\.sql$")
_WORLD = (
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


def has_wal_reset_bug(version: str) -> bool:
    """Whether this SQLite can corrupt a WAL database when the log is reset (sqlite.org/wal.html#walresetbug)."""
    numbers = tuple(int(part) for part in version.split(".")[:3])
    if any(numbers[:2] == fixed[:2] and numbers >= fixed for fixed in _BACKPORTS):
        return False
    return _FIRST_WAL <= numbers < _FIXED


def key_file_of(directory: Path) -> Path:
    """The key of the store in `directory`: beside it, so that a copy of the directory alone is unreadable."""
    return directory.with_name(f"{directory.name}.key")


class Database:
    """One connection, used by one thread at a time; every change is one durable transaction."""

    def __init__(self, connection: apsw.Connection, path: Path) -> None:
        """Use `open`."""
        self._connection = connection
        self._lock = RLock()
        self._scrub_owed = True
        self.path = path

    @classmethod
    def open(
        cls,
        directory: Path,
        *,
        cipher: Literal["chacha20", "aegis"] = "chacha20",
        migrations: Traversable = MIGRATIONS,
        library_version: str | None = None,
    ) -> "Database":
        """Open or create the store in `directory`, and bring its tables up to date.

        `library_version` is the SQLite in use unless a test says otherwise.

        Raises:
            StoreRefused: with a sentence that names the file and what is wrong; the file is left as it is.
        """
        version = library_version or apsw.sqlite_lib_version()
        if has_wal_reset_bug(version):
            raise StoreRefused(
                f"SQLite {version} can corrupt the store when its log is reset; 3.51.3 or newer is needed "
                "(the package apsw-sqlite3mc brings it)."
            )
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = directory / FILE_NAME
        key = _key_for(path, key_file_of(directory))
        connection = _connect(path, cipher, key)
        try:
            _migrate(connection, path, migrations)
        except BaseException:
            connection.close()
            raise
        database = cls(connection, path)
        database.scrub()
        return database

    @contextmanager
    def transaction(self) -> Iterator[apsw.Connection]:
        """All or nothing, and on the disk when the block is left.

        Raises:
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
            except _WORLD as error:
                raise StoreFailed(f"{self.path} could not be written: {type(error).__name__}") from error

    def rows(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """What a SELECT finds.

        Raises:
            StoreFailed: it could not be read.
        """
        with self._lock:
            try:
                return list(self._connection.execute(sql, tuple(parameters)))
            except _WORLD as error:
                raise StoreFailed(f"{self.path} could not be read: {type(error).__name__}") from error

    def scrub(self) -> bool:
        """Move the log into the database and cut it to nothing, so that erased pages linger nowhere.

        Another process that is reading just now makes this fail; `tidy` then does it later.
        """
        with self._lock:
            try:
                busy = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()[0][0]
            except _WORLD:
                busy = 1
            self._scrub_owed = bool(busy)
            return not busy

    def tidy(self) -> None:
        """Scrub if an earlier attempt found the log in use."""
        if self._scrub_owed:
            self.scrub()

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()


def _key_for(path: Path, key_path: Path) -> bytes:
    exists = path.exists() and path.stat().st_size > 0
    key = load_or_create(key_path, lambda: secrets.token_bytes(_KEY_BYTES), may_create=not exists)
    if len(key) != _KEY_BYTES:
        raise StoreRefused(f"The key file {key_path} is damaged: {len(key)} bytes where {_KEY_BYTES} were expected.")
    return key


def _connect(path: Path, cipher: str, key: bytes) -> apsw.Connection:
    # created here because SQLite would make it readable by others; its log files take over the mode
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    sync_directory(path.parent)
    try:
        connection = apsw.Connection(str(path))
    except apsw.CantOpenError as error:
        raise StoreRefused(f"The store {path} cannot be opened: {type(error).__name__}.") from error
    try:
        connection.set_busy_timeout(5000)
        connection.pragma("cipher", cipher)
        connection.pragma("key", f"raw:{key.hex()}")
        _settle_in(connection)
    except _UNREADABLE as error:
        connection.close()
        raise StoreRefused(
            f"The store {path} cannot be read: it is damaged, is not a store, or belongs to another key file "
            f"than {key_file_of(path.parent)}."
        ) from error
    except BaseException:
        connection.close()
        raise
    return connection


def _settle_in(connection: apsw.Connection) -> None:
    connection.pragma("journal_mode", "wal")
    connection.pragma("synchronous", "FULL")
    connection.pragma("secure_delete", "ON")
    connection.pragma("temp_store", "MEMORY")  # sorting must not spill citizens into a temporary file
    connection.pragma("wal_autocheckpoint", 200)
    connection.pragma("journal_size_limit", 1 << 20)


def _migrate(connection: apsw.Connection, path: Path, migrations: Traversable) -> None:
    steps = {int(match[1]): step for step in migrations.iterdir() if (match := _MIGRATION.match(step.name))}
    current = int(connection.pragma("user_version"))
    if current > max(steps, default=0):
        raise StoreRefused(
            f"The store {path} was written by a newer version of this program (its tables are at {current}, "
            f"this program knows {max(steps, default=0)})."
        )
    for number in sorted(number for number in steps if number > current):
        try:
            _apply(connection, number, steps[number].read_text("utf-8"))
        except _WORLD as error:
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
