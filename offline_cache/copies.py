"""A copy of a store: which store it is of, what it holds, what is erased from it, and how it is kept when nobody may.

A copy is written over, and what is gone from the store is erased from it, only while it is of this very store: `GENERATION`
says so. Any other may be the only place where an application still is. It is kept in a folder of its own, is looked for at
each start (`offline_cache.recovery`), and goes once everything that was in it has reached the platform.
"""

import os
import shutil
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import apsw

from offline_cache.blobs import Blobs
from offline_cache.database import FILE_NAME
from offline_cache.lasting import sync_directory, sync_file
from offline_cache.pages import connect, trust

GENERATION = "store.generation"
"""Setting: made with a store, taken over by another one only with everything that the copy holds"""
KEPT = "kept"
"""Folder in that of the backup: one folder for each copy that must not be written over"""
DAMAGED = (apsw.NotADBError, apsw.CorruptError)
"""What a page says that is not what was written, also under another key; every other failure may pass"""

_MERGED = "merged"
_PARTS = ("-journal", "-wal", "-shm", "")
"""The database last: without it, the rest is still to be moved"""
_READABLE = "SELECT id FROM outbox WHERE body IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Held:
    """What a copy holds: its generation, the messages and the orders whose content is in it."""

    generation: str = ""
    messages: frozenset[str] = frozenset()
    orders: frozenset[str] = frozenset()


def generation_of(connection: apsw.Connection) -> str:
    """Which store it is; empty for one of before there were generations. Raises `apsw.Error`."""
    if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'setting'").fetchall():
        return ""
    rows = connection.execute("SELECT value FROM setting WHERE name = ?", (GENERATION,)).fetchall()
    return str(rows[0][0]) if rows else ""


def held_by(path: Path, key: bytes) -> Held:
    """What the copy in the file `path` holds; an erasure that was cut short is settled by looking. Raises `apsw.Error`."""
    with closing(connect(path, key)) as copy:
        return Held(
            generation_of(copy),
            frozenset(texts(copy.execute(_READABLE))),
            frozenset(texts(copy.execute("SELECT order_no FROM journal"))),
        )


def erase(
    path: Path, key: bytes, ended: Iterable[str], *, unwanted: Iterable[str] = (), gone: Iterable[str] = ()
) -> None:
    """Erase messages, drafts of orders, and orders from a copy; when it was made stays. Raises `apsw.Error` or ``OSError``."""
    made = path.stat()
    with closing(connect(path, key)) as copy:
        trust(copy)
        copy.pragma("secure_delete", "ON")
        copy.pragma("temp_store", "MEMORY")
        with copy:
            names = texts(copy.execute("SELECT sha256 FROM attachment WHERE data IS NULL"))
            for message in ended:
                copy.execute("DELETE FROM attachment WHERE message_id = ?", (message,))
                copy.execute(
                    "UPDATE outbox SET state = 'sent', body = NULL, next_at = NULL,"
                    " closed_at = coalesce(closed_at, created_at) WHERE id = ?",
                    (message,),
                )
            for order in unwanted:
                copy.execute("DELETE FROM journal_attachment WHERE order_no = ?", (order,))
                copy.execute(
                    "UPDATE journal SET wanted = 0, message_id = NULL, kind = NULL, body = NULL, receipt_no = NULL,"
                    " applied_at = NULL WHERE order_no = ?",
                    (order,),
                )
            copy.executemany("DELETE FROM journal WHERE order_no = ?", [(order,) for order in gone])
            left = texts(copy.execute("SELECT sha256 FROM attachment WHERE data IS NULL"))
    os.utime(path, (made.st_atime, made.st_mtime))
    Blobs(path.parent / "blobs").remove(names - left)


def keep(folder: Path) -> Path:
    """Set the copy in `folder` aside with its files; cut short, the next call goes on. Where it is kept. Raises ``OSError``."""
    made = datetime.fromtimestamp((folder / FILE_NAME).stat().st_mtime, UTC)
    place = next(iter(_begun(folder)), None)
    if place is None:
        place = fresh_folder(folder / KEPT, made)
    (place / "blobs").mkdir(mode=0o700, exist_ok=True)
    # The files first: those beside no copy would be removed with the next one.
    for name in Blobs(folder / "blobs").names():
        (folder / "blobs" / name).rename(place / "blobs" / name)
    for part in _PARTS:
        with suppress(FileNotFoundError):
            (folder / f"{FILE_NAME}{part}").rename(place / f"{FILE_NAME}{part}")
    for each in (place / "blobs", place, place.parent, folder):
        sync_directory(each)
    return place


def take_back(folder: Path) -> None:
    """A `keep` was cut short, and the copy is found to be of this store after all: its files return. Raises ``OSError``."""
    for place in _begun(folder):
        (folder / "blobs").mkdir(mode=0o700, exist_ok=True)
        for name in Blobs(place / "blobs").names():
            (place / "blobs" / name).rename(folder / "blobs" / name)
        sync_directory(folder / "blobs")
        shutil.rmtree(place)


def files_of(folder: Path) -> list[Path]:
    """The folders in which files of the copy in `folder`, and of those kept there, may lie."""
    return [folder / "blobs", *(place / "blobs" for place in reversed(_places(folder)))]


def kept_copies(folder: Path) -> list[Path]:
    """The copies kept in the folder `folder` of the backup, oldest first."""
    return [place for place in _places(folder) if (place / FILE_NAME).exists()]


def is_merged(place: Path) -> bool:
    """Whether everything of the kept copy was taken into the store."""
    return (place / _MERGED).exists()


def mark_merged(place: Path) -> None:
    """Everything of the kept copy is in the store, on the disk. Raises ``OSError``."""
    (place / _MERGED).touch(mode=0o600)
    sync_directory(place)


def merged_copies(folder: Path) -> list[Path]:
    """Those of which everything is in the store, and what an interrupted `remove_kept` left."""
    return [place for place in _places(folder) if is_merged(place)]


def remove_kept(place: Path) -> None:
    """Remove a merged copy of which nothing is needed any more; its mark goes last. Raises ``OSError``."""
    for part in reversed(_PARTS):
        (place / f"{FILE_NAME}{part}").unlink(missing_ok=True)
    shutil.rmtree(place / "blobs", ignore_errors=True)
    (place / _MERGED).unlink(missing_ok=True)
    place.rmdir()


def _begun(folder: Path) -> list[Path]:
    """Where a copy was being moved to when that was cut short."""
    return [one for one in _places(folder) if not (one / FILE_NAME).exists() and not is_merged(one)]


def _places(folder: Path) -> list[Path]:
    try:
        return sorted(place for place in (folder / KEPT).iterdir() if place.is_dir())
    except FileNotFoundError:
        return []


def fresh_folder(parent: Path, at: datetime) -> Path:
    """A new folder in `parent`, named by the time; on the disk when this returns. Raises ``OSError``."""
    number = 0
    while True:
        folder = parent / f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{number}"
        try:
            folder.mkdir(mode=0o700, parents=True)
        except FileExistsError:
            number += 1
        else:
            for each in (parent, parent.parent):
                sync_directory(each)
            return folder


def link_or_copy(source: Path, target: Path) -> None:
    """`source` under another name as well; its bytes are on the disk when this returns, the name when its folder is.

    Raises:
        FileNotFoundError: there is no such file.
        OSError: nothing is left of a copy.
    """
    try:
        target.hardlink_to(source)
    except FileExistsError:
        return
    except FileNotFoundError:
        raise
    except OSError:  # another disk
        fresh = target.with_name(f"{target.name}.new")
        try:
            shutil.copyfile(source, fresh)
            fresh.chmod(0o600)
            sync_file(fresh)
            fresh.replace(target)
        except OSError:
            fresh.unlink(missing_ok=True)
            raise


def texts(rows: Iterable[tuple[object, ...]]) -> set[str]:
    """The first column."""
    return {str(row[0]) for row in rows}
