"""Secret files: made once, readable by their owner only, on the disk before anything is written with them."""

import os
from collections.abc import Callable
from pathlib import Path

from offline_cache.errors import StoreRefused, StoreUnreadable
from offline_cache.lasting import sync_directory

_FORBIDDEN_MODE = 0o077


def load_or_create(path: Path, make: Callable[[], bytes], *, may_create: bool) -> bytes:
    """The secret in `path`; made by `make` on the first start.

    Raises:
        StoreUnreadable: the file is missing and must not be made anew.
        StoreRefused: others may read it.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        if not may_create:
            raise StoreUnreadable(f"The key file {path} is missing; what was written with it cannot be read.") from None
        return _create(path, make())
    if mode & _FORBIDDEN_MODE:
        raise StoreRefused(f"The key file {path} can be read by others (mode {mode & 0o777:o}); it must have mode 600.")
    return path.read_bytes()


def _create(path: Path, secret: bytes) -> bytes:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        os.write(descriptor, secret)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    try:
        # link, not rename: of two first starts at once only one may win, and the other must take the winner's key
        path.hardlink_to(fresh)
    except FileExistsError:
        secret = path.read_bytes()
    finally:
        fresh.unlink()
    sync_directory(path.parent)
    return secret
