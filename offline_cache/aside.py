"""Stores that were moved aside because they could not be read, and how far their recovery has come.

A mark in the folder says so, on the disk before anything is moved: first that its parts are still to be moved, then that what
it holds is still to be brought into the store. Whatever ends a recovery, the next start finds the mark and goes on.
"""

from datetime import datetime
from pathlib import Path

from offline_cache.copies import fresh_folder
from offline_cache.database import FILE_NAME
from offline_cache.errors import StoreUnreadable
from offline_cache.key_custody import credential_file, key_file_of, key_of_store
from offline_cache.lasting import sync_directory, sync_file

UNREADABLE = "unreadable"
"""Folder in the state folder: one folder for each store that was moved aside, until a technician takes it away"""

_GIVEN = "given"
_MOVING = "moving"
_UNFINISHED = "unfinished"
_PARTS = ("-wal", "-shm", "-journal", "")
"""The database last: a new one beside a log of the old would take that for its own"""


def move_aside(state: Path, now: datetime) -> Path:
    """Move the store in `state` aside, and its key when that is damaged. Where to. Raises ``OSError``."""
    aside = fresh_folder(state / UNREADABLE, now)
    (aside / _MOVING).touch(mode=0o600)
    sync_directory(aside)
    _move(state, aside)
    return aside


def finish_moves(state: Path) -> None:
    """Go on with a move that was cut short. Raises ``OSError``."""
    for aside in kept_aside(state):
        if (aside / _MOVING).exists():
            _move(state, aside)


def unfinished(state: Path) -> list[Path]:
    """The stores of which something may still be brought, newest first."""
    return [aside for aside in reversed(kept_aside(state)) if (aside / _UNFINISHED).exists()]


def is_owed(aside: Path) -> bool:
    """Whether something of it may still be missing in the store: the next start goes on, with moving it or with reading it."""
    return any((aside / mark).exists() for mark in (_MOVING, _UNFINISHED))


def finish(aside: Path) -> None:
    """What can be read of it is in the store, on the disk. Raises ``OSError``."""
    (aside / _UNFINISHED).unlink(missing_ok=True)
    sync_directory(aside)


def note_given(aside: Path, number: int) -> None:
    """The recovery of it went on behind this receipt number: no later one may begin before. Raises ``OSError``."""
    fresh = aside / f"{_GIVEN}.new"
    fresh.write_text(str(number), encoding="ascii")
    sync_file(fresh)
    fresh.replace(aside / _GIVEN)
    sync_directory(aside)


def given_up_to(state: Path) -> int:
    """The highest of these numbers; 0 when there is none."""
    noted = [aside / _GIVEN for aside in kept_aside(state)]
    return max((int(path.read_text(encoding="ascii")) for path in noted if path.exists()), default=0)


def kept_aside(state: Path) -> list[Path]:
    """The stores that were moved aside and that no technician has taken away yet."""
    folder = state / UNREADABLE
    return sorted(folder.iterdir()) if folder.is_dir() else []


def usable_key(state: Path) -> bytes | None:
    """The key of the store, if there is a usable one; none is made.

    Raises:
        StoreRefused: it can be read by others, or there are two: a person has to say which is right, and nothing is moved.
    """
    try:
        return key_of_store(state / FILE_NAME) if key_file_of(state).exists() or credential_file() else None
    except StoreUnreadable:
        return None


def _move(state: Path, aside: Path) -> None:
    # With its database there, the move is done: what lies in its place by now is another store.
    for part in _PARTS if not (aside / FILE_NAME).exists() else ():
        source, target = state / f"{FILE_NAME}{part}", aside / f"{FILE_NAME}{part}"
        if source.exists():
            if target.exists():  # somebody had the store open after the cut
                target.rename(f"{target}.older")
            source.rename(target)
    key = key_file_of(state)
    if key.exists() and usable_key(state) is None:
        key.rename(aside / key.name)
        sync_directory(key.parent)
    for folder in (aside, state):
        sync_directory(folder)
    (aside / _MOVING).rename(aside / _UNFINISHED)
    sync_directory(aside)
