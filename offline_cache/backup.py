"""The daily copy of the store: verified before it replaces the one before, and erased along with the store.

Under the same key as the store; its files lie beside it, linked where the disk is the same and copied where it is not. A copy
that is not of this store, or that cannot be read, is kept (`offline_cache.copies`): nothing is made over it or erased from it.
"""

import logging
import os
import time
from contextlib import closing, suppress
from datetime import datetime, timedelta
from pathlib import Path

import apsw

from offline_cache.ballast import free_bytes
from offline_cache.blobs import Blobs
from offline_cache.copies import (
    DAMAGED,
    GENERATION,
    Held,
    erase,
    held_by,
    keep,
    kept_copies,
    link_or_copy,
    merged_copies,
    remove_kept,
    take_back,
    texts,
)
from offline_cache.database import FILE_NAME, Database
from offline_cache.errors import StoreFailed
from offline_cache.key_custody import key_of_store
from offline_cache.lasting import sync_directory, sync_file
from offline_cache.pages import connect
from offline_cache.settings import Settings

log = logging.getLogger(__name__)

_EVERY = timedelta(days=1)
_RETRY_S = 3600.0


class Backup:
    """One copy in a folder of its own, best on another disk. Used by one thread."""

    def __init__(self, database: Database, blobs: Blobs, folder: Path, spare_bytes: int) -> None:
        """No copy is made that would leave less than `spare_bytes` free."""
        self._database = database
        self._blobs = blobs
        self._folder = folder
        self._spare_bytes = spare_bytes
        self.path = folder / FILE_NAME
        self.files = Blobs(folder / "blobs")
        self._held: Held | None = None
        self._not_before = float("-inf")
        self._failing = False

    @property
    def made_at(self) -> float | None:
        """When the copy was made, in seconds since 1970; None when there is none."""
        try:
            return self.path.stat().st_mtime
        except OSError:
            return None

    def is_due(self, now: datetime) -> bool:
        """Whether the last one is a day old; a clock that ran wrong counts as that."""
        if time.monotonic() < self._not_before:
            return False
        made = self.made_at
        return made is None or abs(now.timestamp() - made) > _EVERY.total_seconds()

    def make(self, now: datetime) -> bool:
        """Copy the store as it is, prove that the copy can be read, then let it take the place of the one before.

        Whether there is a fresh copy now. What stands in the way is logged once, and tried again an hour later.
        """
        self._not_before = time.monotonic() + _RETRY_S
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._held = self._look()
            if free_bytes(self._folder) < self._spare_bytes + 2 * self._database.path.stat().st_size:
                return self._failed("there is too little room for it")
            self._copy(now)
        except (OSError, StoreFailed, apsw.Error) as error:
            # a page of the store may have rotted that nobody else reads
            self._database.suspect = self._database.suspect or isinstance(error, apsw.Error)
            return self._failed(type(error).__name__)
        self._failing = False
        return True

    @property
    def kept(self) -> list[Path]:
        """Copies that must not be written over, oldest first. They wait for the next start, or for what was in them to arrive."""
        return kept_copies(self._folder)

    def mirror(self) -> bool:
        """Erase from the copy what is erased in the store. Whether nothing is left to erase.

        Raises:
            StoreFailed: the store itself cannot be read.
        """
        try:
            self._held = self._mirrored(self.path, self._held or self._look())
            for place in merged_copies(self._folder):
                self._mirror_merged(place)
        except (OSError, apsw.Error) as error:
            self._held = None
            return self._failed(type(error).__name__)
        return True

    def _mirrored(self, path: Path, held: Held) -> Held:
        """What is left in the copy `path` after what has ended in the store was erased from it."""
        ended = self._delivered(held.messages)
        rows = self._database.rows("SELECT order_no, wanted FROM journal") if held.orders else []
        known = {str(order): bool(wanted) for order, wanted in rows}
        unwanted = {order for order in held.orders if not known.get(order)}
        if ended or unwanted:
            erase(path, self._key(), ended, unwanted=unwanted, gone=unwanted - known.keys())
        return Held(held.generation, held.messages - ended, held.orders - unwanted)

    def _mirror_merged(self, place: Path) -> None:
        """Likewise, of a copy that was kept and is in the store; it goes with the last of its content."""
        path = place / FILE_NAME
        with suppress(*DAMAGED):  # or under another key by now: a person has to look at it
            left = self._mirrored(path, held_by(path, self._key())) if path.exists() else Held()
            if not left.messages and not left.orders:
                remove_kept(place)

    def _delivered(self, messages: frozenset[str]) -> frozenset[str]:
        """Those of `messages` of which the store knows that they have no content any more; never one it does not know."""
        if not messages:
            return messages
        return messages & texts(self._database.rows("SELECT id FROM outbox WHERE body IS NULL"))

    def _copy(self, now: datetime) -> None:
        key = self._key()
        fresh = self._folder / f"{FILE_NAME}.new"
        fresh.unlink(missing_ok=True)
        os.close(os.open(fresh, os.O_RDWR | os.O_CREAT, 0o600))
        with closing(connect(self._database.path, key)) as source, closing(connect(fresh, key)) as target:
            with target.backup("main", source, "main") as copying:
                copying.step(-1)
            target.pragma("journal_mode", "delete")
            if target.pragma("integrity_check") != "ok":
                raise apsw.CorruptError("the copy is not whole")
            needed = texts(target.execute("SELECT sha256 FROM attachment WHERE data IS NULL"))
        self._bring(needed)
        sync_file(fresh)
        os.utime(fresh, (now.timestamp(), now.timestamp()))
        fresh.replace(self.path)
        sync_directory(self._folder)
        self.files.remove(self.files.names() - needed)
        self._held = None

    def _bring(self, needed: set[str]) -> None:
        missing = needed - self.files.names()
        if missing:
            self.files.folder.mkdir(mode=0o700, exist_ok=True)
        for name in missing:
            with suppress(FileNotFoundError):  # acknowledged meanwhile
                link_or_copy(self._blobs.folder / name, self.files.folder / name)
        if missing:
            sync_directory(self.files.folder)

    def _look(self) -> Held:
        """What the copy holds. One that is not of this store is kept, and then there is none."""
        if self.made_at is None:
            return Held()
        try:
            held = held_by(self.path, self._key())
        except DAMAGED:
            return self._kept("cannot be read")
        if held.generation != Settings(self._database).get(GENERATION):
            return self._kept("is of another store than this")
        if held.messages - texts(self._database.rows("SELECT id FROM outbox")):
            return self._kept("holds messages that the store does not know")
        take_back(self._folder)
        return held

    def _kept(self, why: str) -> Held:
        place = keep(self._folder)
        log.error("the backup %s; it is kept in %s, and the next start looks into it", why, place)
        return Held()

    def _key(self) -> bytes:
        return key_of_store(self._database.path)

    def _failed(self, why: str) -> bool:
        if not self._failing:
            log.error("the backup of the store could not be brought up to date: %s", why)
        self._failing = True
        return False
