"""Encrypted pages: opening a file with a key, and bringing a store of an older cipher to the one in use."""

import os
from pathlib import Path

import apsw

from offline_cache.lasting import sync_directory, sync_file

CIPHER = "aegis"
"""AEGIS-256 with a tag for each page: `chacha20`, used before, is slower, and `sqlcipher` by far (reference/sync.md 2.1)"""

_BUSY_MS = 5000


def connect(path: Path, key: bytes, cipher: str = CIPHER) -> apsw.Connection:
    """A connection that has its key; whether the file opens with it shows at the first look into it. Raises `apsw.Error`.

    Closing it leaves the log alone (`trust` changes that): under a wrong key it must not be moved into the file.
    """
    connection = apsw.Connection(str(path))
    try:
        connection.set_busy_timeout(_BUSY_MS)
        connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
        connection.pragma("cipher", cipher)
        connection.pragma("key", f"raw:{key.hex()}")
    except BaseException:
        connection.close()
        raise
    return connection


def trust(connection: apsw.Connection) -> None:
    """The key has proven right: on closing, the log may be moved into the file."""
    connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0)


def opens_with(path: Path, key: bytes, cipher: str = CIPHER) -> bool:
    """Whether the first page can be read with this key under this cipher."""
    connection = connect(path, key, cipher)
    try:
        connection.pragma("schema_version")
    except (apsw.NotADBError, apsw.CorruptError, apsw.IOError):
        return False
    finally:
        connection.close()
    return True


def change_cipher(path: Path, key: bytes, old: str) -> None:
    """Bring a store under the cipher in use. Whatever it is interrupted by, `path` is the whole store, old or new.

    Raises:
        apsw.BusyError: another program has it open.
        apsw.Error: it cannot be read or written; it is as it was.
    """
    fresh = path.with_name(f"{path.name}.{CIPHER}")
    fresh.unlink(missing_ok=True)
    source = connect(path, key, old)
    try:
        if source.pragma("journal_mode", "delete") != "delete":
            raise apsw.BusyError("the log is in use")
        os.close(os.open(fresh, os.O_RDWR | os.O_CREAT, 0o600))
        target = connect(fresh, key, old)
        try:
            with target.backup("main", source, "main") as copying:
                copying.step(-1)
            target.pragma("cipher", CIPHER)
            target.pragma("rekey", f"raw:{key.hex()}")
            if target.pragma("quick_check") != "ok":
                raise apsw.CorruptError("the copy under the new cipher is not whole")
        finally:
            target.close()
        sync_file(fresh)
        fresh.replace(path)
        sync_directory(path.parent)
    finally:
        source.close()
