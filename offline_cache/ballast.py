"""A file that only takes up room: thrown off when the disk is full, so that the queue can still be emptied.

On a full disk SQLite can neither mark a row as sent nor delete one (reference/sync.md 2.5).
"""

import logging
import os
from pathlib import Path

log = logging.getLogger(__name__)

DEFAULT_BYTES = 8 * 1024 * 1024
"""Twice what the write-ahead log may grow to"""

NEEDED_TO_OPEN = 256 * 1024
"""Bytes that the disk must have free for a store to be opened"""


class Ballast:
    """Reserved room on the disk of the store."""

    def __init__(self, path: Path, size: int = DEFAULT_BYTES) -> None:
        """`size` in bytes; 0 for none."""
        self._path = path
        self._size = size

    @property
    def held(self) -> bool:
        """Whether the room is reserved."""
        return self._size == 0 or self._path.exists()

    def hold(self) -> bool:
        """Reserve the room, if that leaves as much again free. Whether it is reserved now."""
        if self.held:
            return True
        try:
            if free_bytes(self._path.parent) < 2 * self._size:
                return False
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                os.posix_fallocate(descriptor, 0, self._size)
            finally:
                os.close(descriptor)
        except OSError:
            self._path.unlink(missing_ok=True)
            return False
        return True

    def release_if_full(self) -> None:
        """Before the store is opened: that itself needs a little room."""
        try:
            full = free_bytes(self._path.parent) < NEEDED_TO_OPEN
        except FileNotFoundError:
            return
        if full:
            self.release()

    def release(self) -> bool:
        """Throw it off. Whether there was any."""
        try:
            self._path.unlink()
        except OSError:
            return False
        log.error("the disk is full; the reserved room is given up so that the queue can be emptied")
        return True


def free_bytes(folder: Path) -> int:
    """Room that this process may use on the disk of `folder`."""
    status = os.statvfs(folder)
    return status.f_bavail * status.f_frsize
