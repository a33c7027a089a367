"""What lies in the queue, for people: numbers, times and hashes, nobody's data."""

from dataclasses import dataclass
from datetime import UTC, datetime

from offline_cache.blobs import Blobs
from offline_cache.database import Database, Row
from offline_cache.errors import StoreFailed

_COLUMNS = (
    "id, kind, state, receipt_no, applied_at, created_at, tries, next_at, closed_at, printed_at, case_no, problem, sha256,"
    " (SELECT count(*) FROM attachment WHERE message_id = id), coalesce(length(body), 0), after"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One message. Times are aware; `size` counts the sealed bytes of the body, 0 once it is erased."""

    id: str
    kind: str
    state: str
    receipt_no: str
    applied_at: datetime
    accepted_at: datetime
    tries: int
    next_at: datetime | None
    """When it is tried again; of one that is being sent, when its lease ends"""
    closed_at: datetime | None
    printed_at: datetime | None
    case_no: str
    problem: str
    sha256: str
    """Of the message before it was sealed"""
    files: int
    size: int
    after: str | None


@dataclass(frozen=True, slots=True, repr=False)
class Envelope:
    """A message as it would be posted, and its sealed files under their hashes. Only the platform can open it."""

    id: str
    kind: str
    body: bytes
    files: tuple[tuple[str, bytes], ...]


def entries(database: Database, *, every: bool = False) -> list[Entry]:
    """What waits, is being sent or was set aside, oldest first; with `every` also what was delivered. Raises `StoreFailed`."""
    condition = "" if every else " WHERE state <> 'sent'"
    return [_entry(row) for row in database.rows(f"SELECT {_COLUMNS} FROM outbox{condition} ORDER BY seq")]  # noqa: S608 - fixed texts


def find(database: Database, name: str) -> list[Entry]:
    """The messages whose id begins with `name`, or whose receipt number it is."""
    sql = f"SELECT {_COLUMNS} FROM outbox WHERE receipt_no = ?1 OR substr(id, 1, length(?1)) = ?1 ORDER BY seq"  # noqa: S608 - fixed texts
    return [_entry(row) for row in database.rows(sql, (name,))] if name else []


def envelope(database: Database, blobs: Blobs, message_id: str) -> Envelope | None:
    """The sealed message; None once it is erased, or while it is not sealed.

    Raises:
        EnclosureLost: one of its files is gone.
        StoreFailed: the store cannot be read.
    """
    rows = database.rows(
        "SELECT kind, body FROM outbox WHERE id = ? AND sealed = 1 AND body IS NOT NULL", (message_id,)
    )
    if not rows:
        return None
    sql = "SELECT sha256, size, data FROM attachment WHERE message_id = ? ORDER BY position"
    files = database.rows(sql, (message_id,))
    brought = tuple((digest, blobs.read(digest, size) if data is None else data) for digest, size, data in files)
    return Envelope(message_id, rows[0][0], rows[0][1], brought)


def lacks_files(database: Database, blobs: Blobs) -> list[str]:
    """Ids of messages one of whose files cannot be read any more."""
    named = database.rows("SELECT message_id, sha256, size FROM attachment WHERE data IS NULL ORDER BY message_id")
    lost = set()
    for message_id, digest, size in named:
        try:
            blobs.read(digest, size)
        except StoreFailed:
            lost.add(str(message_id))
    return sorted(lost)


def _entry(row: Row) -> Entry:
    next_at = datetime.fromtimestamp(row[7], UTC) if row[7] is not None else None
    return Entry(
        row[0], row[1], row[2], row[3], _time(row[4]), _time(row[5]), row[6], next_at,
        _time(row[8]) if row[8] else None, _time(row[9]) if row[9] else None,
        row[10], row[11], row[12], row[13], row[14], row[15],
    )  # fmt: skip


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
