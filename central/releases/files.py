"""Public files of the repository: whole or not at all, and on the disk before anything names them."""

import os
from pathlib import Path


def write_once(path: Path, data: bytes) -> None:
    """Write a file whose name says its content; one that is there already is left alone. Owes a `settle`."""
    if not path.exists() or path.stat().st_size != len(data):
        write(path, data)


def write(path: Path, data: bytes) -> None:
    """Write `path`, replacing what was there. Readable by a web server of another user. Owes a `settle`."""
    path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(descriptor, 0o644)
        file.write(data)
    fresh.replace(path)


def settle() -> None:
    """Everything written so far is on the disk: one call instead of one for each of thousands of files."""
    os.sync()
