"""What survives a power cut: bytes are on the disk when these return, and so are the names of files."""

import os
from pathlib import Path


def sync_file(path: Path) -> None:
    """Bring the bytes of a file onto the disk."""
    _sync(path, os.O_RDONLY)


def sync_directory(directory: Path) -> None:
    """Make a name just created in `directory` survive a power cut."""
    _sync(directory, os.O_RDONLY | os.O_DIRECTORY)


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
