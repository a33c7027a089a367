"""What `kioskctl doctor` says of the store."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kiosk.config import Config, ConfigError
from kiosk.runtime.store import intake_seal
from offline_cache.aside import is_owed, kept_aside
from offline_cache.copies import is_merged
from offline_cache.database import Database
from offline_cache.entries import lacks_files
from offline_cache.errors import StoreUnreadable
from offline_cache.key_custody import custodian
from offline_cache.store import Store

STOPS = {
    "age": "the oldest has waited too long",
    "count": "too many wait",
    "disk": "the disk is too full",
    "no_key": "this kiosk is not enrolled",
}
"""Why nothing is accepted, by `QueueStanding.why`"""
_NEXT_START = "the next start brings what can be read of it into the store"


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence for the technician; `ok` is False for what is wrong."""

    says: str
    ok: bool = True


def check_store(config: Config) -> None:
    """Look into the store as it lies there. A start would move one that cannot be read aside; looking must not.

    Raises:
        StoreRefused: it cannot be used.
    """
    database = Database.open(config.kiosk.state)
    try:
        if not database.intact():
            raise StoreUnreadable(
                f"The store {database.path} is damaged in part; the next start moves it aside and recovers what it can."
            )
    finally:
        database.close()


def _damaged_key(config: Config) -> str:
    try:
        intake_seal(config)
    except ConfigError as error:
        return str(error)
    return ""


def store_report(config: Config, store: Store) -> list[Line]:
    """What there is to say of it."""
    state = config.kiosk.state
    standing, dead = store.standing(), len(store.outbox.dead())
    made = store.backup.made_at
    backup = (
        f"backup of {datetime.fromtimestamp(made, UTC):%Y-%m-%d %H:%M} UTC" if made is not None else "no backup yet"
    )
    ballast = "" if store.ballast.held else ", the room reserved for a full disk is gone"
    lines = [
        Line(f"{standing.depth} waiting for the platform, {dead} set aside"),
        Line(f"{standing.free_bytes // 1_000_000} MB free{ballast}, {backup}, key kept by {custodian(state)}"),
    ]
    if not standing.accepting:
        lines.append(Line(f"NOTHING IS ACCEPTED: {_damaged_key(config) or STOPS[standing.why]}", ok=False))
    elif standing.level == "warn":
        lines.append(Line(f"soon nothing will be accepted: {STOPS[standing.why]}"))
    lost = lacks_files(store.database, store.blobs)
    if lost:
        names = ", ".join(name[:8] for name in lost)
        lines.append(Line(f"{len(lost)} messages lack a file and cannot be delivered: {names}", ok=False))
    for path in kept_aside(state):
        todo = _NEXT_START if is_owed(path) else "have it looked into, then take it away"
        says = f"an unreadable store is kept in {path}: {todo}"
        lines.append(Line(says, ok=False))
    for path in store.backup.kept:
        says = f"a backup that is not of this store is kept in {path}: {_remedy(path)}"
        lines.append(Line(says, ok=is_merged(path)))
    return lines


def _remedy(copy: Path) -> str:
    if is_merged(copy):
        return "the store has all of it, and it goes with the last message of it that arrives"
    return _NEXT_START
