"""The daily copy of the store: verified before it replaces the one before, and erased along with the store.

Under the same key as the store; its files lie beside it, linked where the disk is the same and copied where it is not.
"""

import logging
import os
import shutil
import time
from collections.abc import Iterable
from contextlib import closing, suppress
from datetime import datetime, timedelta
from pathlib import Path

import apsw

from offline_cache.ballast import free_bytes
from offline_cache.blobs import Blobs
from offline_cache.database import FILE_NAME, Database
from offline_cache.errors import StoreFailed
from offline_cache.key_custody import key_of_store
from offline_cache.key_file import sync_directory
from offline_cache.pages import connect, sync_file, trust

log = logging.getLogger(__name__)

_EVERY = timedelta(days=1)
_RETRY_S = 3600.0
_READABLE = "SELECT id FROM outbox WHERE body IS NOT NULL"


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
        self._held: tuple[set[str], set[str]] | None = None
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
            if free_bytes(self._folder) < self._spare_bytes + 2 * self._database.path.stat().st_size:
                return self._failed("there is too little room for it")
            self._copy(now)
        except (OSError, StoreFailed, apsw.Error) as error:
            return self._failed(type(error).__name__)
        self._failing = False
        return True

    def mirror(self) -> bool:
        """Erase from the copy what is erased in the store. Whether nothing is left to erase.

        Raises:
            StoreFailed: the store itself cannot be read.
        """
        try:
            held, orders = self._held or self._look()
            ended = held - _texts(self._database.rows(_READABLE))
            wanted = _texts(self._database.rows("SELECT order_no FROM journal WHERE wanted = 1"))
            known = _texts(self._database.rows("SELECT order_no FROM journal"))
            if ended or orders - wanted:
                self._erase(ended, unwanted=orders - wanted, gone=orders - known)
            self._held = held - ended, orders & wanted
        except (OSError, apsw.Error) as error:
            self._held = None
            return self._failed(type(error).__name__)
        return True

    def _copy(self, now: datetime) -> None:
        key = key_of_store(self._database.path)
        fresh = self._folder / f"{FILE_NAME}.new"
        fresh.unlink(missing_ok=True)
        os.close(os.open(fresh, os.O_RDWR | os.O_CREAT, 0o600))
        with closing(connect(self._database.path, key)) as source, closing(connect(fresh, key)) as target:
            with target.backup("main", source, "main") as copying:
                copying.step(-1)
            target.pragma("journal_mode", "delete")
            if target.pragma("integrity_check") != "ok":
                raise apsw.CorruptError("the copy is not whole")
            needed = _texts(target.execute("SELECT sha256 FROM attachment WHERE data IS NULL"))
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

    def _look(self) -> tuple[set[str], set[str]]:
        """Messages and orders whose content the copy holds."""
        if self.made_at is None:
            return set(), set()
        with closing(connect(self.path, key_of_store(self._database.path))) as copy:
            return (
                _texts(copy.execute(_READABLE)),
                _texts(copy.execute("SELECT order_no FROM journal")),
            )

    def _erase(self, ended: set[str], *, unwanted: set[str], gone: set[str]) -> None:
        if self.made_at is None:
            return
        made = self.path.stat()
        with closing(connect(self.path, key_of_store(self._database.path))) as copy:
            trust(copy)
            copy.pragma("secure_delete", "ON")
            copy.pragma("temp_store", "MEMORY")
            with copy:
                names = _texts(copy.execute("SELECT sha256 FROM attachment WHERE data IS NULL"))
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
                left = _texts(copy.execute("SELECT sha256 FROM attachment WHERE data IS NULL"))
        os.utime(self.path, (made.st_atime, made.st_mtime))
        self.files.remove(names - left)

    def _failed(self, why: str) -> bool:
        if not self._failing:
            log.error("the backup of the store could not be brought up to date: %s", why)
        self._failing = True
        return False


def link_or_copy(source: Path, target: Path) -> None:
    """`source` under another name as well; its bytes are on the disk when this returns, the name when its folder is."""
    try:
        target.hardlink_to(source)
    except FileExistsError:
        return
    except FileNotFoundError:
        raise
    except OSError:  # another disk
        fresh = target.with_name(f"{target.name}.new")
        shutil.copyfile(source, fresh)
        fresh.chmod(0o600)
        sync_file(fresh)
        fresh.replace(target)


def _texts(rows: Iterable[tuple[object, ...]]) -> set[str]:
    return {str(row[0]) for row in rows}
