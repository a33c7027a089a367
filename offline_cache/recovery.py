"""A store that cannot be read is moved aside, never deleted; the kiosk starts, with what the backup and the wreck hold.

What comes back may have reached the platform already. Sending it again is harmless: its id is its idempotency key.
"""

import logging
import os
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import apsw

from offline_cache.backup import link_or_copy
from offline_cache.blobs import Blobs
from offline_cache.database import FILE_NAME, Database
from offline_cache.errors import StoreRefused, StoreUnreadable
from offline_cache.key_custody import credential_file, key_file_of, key_of_store
from offline_cache.key_file import sync_directory
from offline_cache.pages import connect, opens_with, sync_file
from offline_cache.salvage import salvage
from offline_cache.sequence import skip_numbers

log = logging.getLogger(__name__)

UNREADABLE = "unreadable"
"""Folder in the state folder: one folder for each store that was moved aside, until a technician takes it away"""

_PARTS = ("", "-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Recovery:
    """What became of a store that could not be read. `aside` holds it; the rest counts messages."""

    aside: Path
    from_backup: int
    salvaged: int


def open_or_recover(state: Path, backup: Path, now: Callable[[], datetime]) -> tuple[Database, Recovery | None]:
    """The store in `state`, recovered from the folder `backup` when nothing can be read from it.

    Raises:
        StoreRefused: for every other reason, as `Database.open`.
    """
    try:
        return _opened(state, backup), None
    except StoreUnreadable as error:
        log.error("%s It is moved aside, and the kiosk starts without it.", error)  # noqa: TRY400 - the sentence is enough
    aside = _move_aside(state, now())
    _restore(state, backup)
    database = Database.open(state)
    try:
        from_backup = _waiting(database)
        salvaged = salvage(database, aside / FILE_NAME, _key_or_none(state))
        skip_numbers(database, now())
        _bring_files(database, state / "blobs", backup / "blobs")
        _keep_unnamed(database, state / "blobs", aside)
    except BaseException:
        database.close()
        raise
    log.error(
        "the store was recovered: %d messages from the backup, %d from the unreadable one, which is kept in %s",
        from_backup,
        salvaged,
        aside,
    )
    return database, Recovery(aside, from_backup, salvaged)


def kept_aside(state: Path) -> list[Path]:
    """The stores that were moved aside and that no technician has taken away yet."""
    folder = state / UNREADABLE
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _opened(state: Path, backup: Path) -> Database:
    path = state / FILE_NAME
    if (not path.exists() or path.stat().st_size == 0) and (backup / FILE_NAME).exists():
        raise StoreUnreadable(f"The store {path} is gone or empty, and there is a backup of it.")
    database = Database.open(state)
    if not database.intact():
        database.close()
        raise StoreUnreadable(f"The store {path} is damaged in part.")
    return database


def _move_aside(state: Path, now: datetime) -> Path:
    number = 0
    while True:
        aside = state / UNREADABLE / f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{number}"
        try:
            aside.mkdir(mode=0o700, parents=True)
            break
        except FileExistsError:
            number += 1
    for part in _PARTS:
        with suppress(FileNotFoundError):
            (state / f"{FILE_NAME}{part}").rename(aside / f"{FILE_NAME}{part}")
    key = key_file_of(state)
    if key.exists() and _key_or_none(state) is None:
        key.rename(aside / key.name)
        sync_directory(key.parent)
    for folder in (aside, aside.parent, state):
        sync_directory(folder)
    return aside


def _key_or_none(state: Path) -> bytes | None:
    """The key, if there is a usable one; one must not be made here."""
    try:
        return key_of_store(state / FILE_NAME) if key_file_of(state).exists() or credential_file() else None
    except StoreRefused:
        return None


def _restore(state: Path, backup: Path) -> None:
    """Put the copy where the store was, if it can be read."""
    key, source, target = _key_or_none(state), backup / FILE_NAME, state / FILE_NAME
    if key is None or not source.exists() or not opens_with(source, key):
        return
    fresh = state / f"{FILE_NAME}.restored"
    fresh.unlink(missing_ok=True)
    os.close(os.open(fresh, os.O_RDWR | os.O_CREAT, 0o600))
    try:
        with closing(connect(source, key)) as copy, closing(connect(fresh, key)) as store:
            with store.backup("main", copy, "main") as copying:
                copying.step(-1)
            whole = store.pragma("quick_check") == "ok"
    except apsw.Error:
        whole = False
    if not whole:
        fresh.unlink(missing_ok=True)
        return
    sync_file(fresh)
    fresh.replace(target)
    sync_directory(state)


def _waiting(database: Database) -> int:
    return int(database.rows("SELECT count(*) FROM outbox WHERE body IS NOT NULL")[0][0])


def _named(database: Database) -> dict[str, int]:
    """Hash and size of every file that a message has."""
    named = database.rows("SELECT sha256, size FROM attachment WHERE data IS NULL")
    return {str(digest): int(size) for digest, size in named}


def _bring_files(database: Database, files: Path, copies: Path) -> None:
    for name in _named(database):
        with suppress(FileNotFoundError):
            if not (files / name).exists():
                files.mkdir(mode=0o700, exist_ok=True)
                link_or_copy(copies / name, files / name)


def _keep_unnamed(database: Database, files: Path, aside: Path) -> None:
    """Files of messages that are in the wreck only stay with it."""
    blobs = Blobs(files)
    named = _named(database)
    unnamed = blobs.names() - named.keys()
    with suppress(OSError):  # a power cut may have called them spares again
        blobs.spares.find_lost(named.items())
        unnamed |= {path.name for path in blobs.spares.used()}
    for name in unnamed:
        (aside / "blobs").mkdir(mode=0o700, exist_ok=True)
        (files / name).rename(aside / "blobs" / name)
