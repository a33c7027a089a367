"""Who keeps the key of the store: systemd, which hands it to the service alone, or a file of mode 600 beside the store.

Never an environment variable: those are inherited by every helper process and shown by ``/proc``. The credential is
sealed to the machine (``systemd-creds encrypt``, reference/sync.md 2.7) and visible in the unit's private memory only.
"""

import os
import secrets
from pathlib import Path

from offline_cache.errors import StoreRefused, StoreUnreadable
from offline_cache.key_file import load_or_create

CREDENTIAL = "suishiban.store-key"
_KEY_BYTES = 32


def key_file_of(directory: Path) -> Path:
    """The key of the store in `directory`: beside it, so that a copy of the directory alone is unreadable."""
    return directory.with_name(f"{directory.name}.key")


def credential_file() -> Path | None:
    """The credential that systemd gave this service, if it gave one."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    path = Path(folder) / CREDENTIAL if folder else None
    return path if path is not None and path.exists() else None


def custodian(directory: Path) -> str:
    """Who keeps the key of the store in `directory`, in words for a technician."""
    return "a systemd credential" if credential_file() is not None else f"the file {key_file_of(directory)}"


def key_of_store(database: Path) -> bytes:
    """The 32 bytes that the pages of `database` are encrypted with; made on the first start when a file keeps them.

    Raises:
        StoreUnreadable: the key is missing or damaged.
        StoreRefused: it is readable by others; or a key file says something else than the credential, so that nobody
            can tell which of them the store was written with.
    """
    file = key_file_of(database.parent)
    credential = credential_file()
    if credential is None:
        exists = database.exists() and database.stat().st_size > 0
        return _whole(file, load_or_create(file, lambda: secrets.token_bytes(_KEY_BYTES), may_create=not exists))
    try:
        key = _whole(credential, credential.read_bytes())
    except OSError as error:
        raise StoreRefused(f"The credential {CREDENTIAL} cannot be read: {error.strerror}.") from error
    if file.exists() and file.read_bytes() != key:
        raise StoreRefused(
            f"There are two keys: the credential {CREDENTIAL} and the file {file}. Make the credential from the file "
            f"(systemd-creds encrypt --name={CREDENTIAL} {file} …) and remove the file, or remove whichever is not this store's."
        )
    return key


def _whole(path: Path, key: bytes) -> bytes:
    if len(key) != _KEY_BYTES:
        raise StoreUnreadable(f"The key file {path} is damaged: {len(key)} bytes where {_KEY_BYTES} were expected.")
    return key
