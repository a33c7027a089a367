"""One application a state folder: only who holds its lock opens, recovers and looks after the store.

The folder itself is locked, by flock(2): the kernel takes the lock back with the process, however that ends, and nothing is
left behind that a full disk could refuse or that root could own.
"""

import fcntl
import os
import time
from pathlib import Path

from offline_cache.errors import StoreInUse, StoreRefused

_PATIENCE_S = 0.5
"""`is_held` tries the lock for a moment; a start that meets it there goes on"""
_LOOK_S = 0.02


class StateLock:
    """The lock of one state folder, held from `take` to `release` or the end of the process."""

    def __init__(self, file: int) -> None:
        """Use `take`."""
        self._file: int | None = file

    @classmethod
    def take(cls, state: Path) -> "StateLock":
        """Lock the folder `state`, which is there.

        Raises:
            StoreInUse: another application holds it.
            StoreRefused: the folder cannot be opened.
        """
        file = _opened(state)
        until = time.monotonic() + _PATIENCE_S
        while not _locked(file, fcntl.LOCK_EX):
            if time.monotonic() > until:
                os.close(file)
                raise StoreInUse(
                    f"A kiosk is running on {state} already, and there can be one only: end that one first."
                )
            time.sleep(_LOOK_S)
        return cls(file)

    def release(self) -> None:
        """Let another have it; a second time does nothing."""
        file, self._file = self._file, None
        if file is not None:
            os.close(file)


def is_held(state: Path) -> bool:
    """Whether an application runs on the folder `state`. Raises `StoreRefused` when it cannot be opened."""
    file = _opened(state)
    try:
        return not _locked(file, fcntl.LOCK_SH)
    finally:
        os.close(file)


def _opened(state: Path) -> int:
    try:
        return os.open(state, os.O_RDONLY | os.O_DIRECTORY)  # not inherited by the programs that an application starts
    except OSError as error:
        raise StoreRefused(f"{state}: cannot be opened ({error.strerror})") from error


def _locked(file: int, kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
