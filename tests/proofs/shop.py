"""A kiosk's store as the proofs use it: one place that knows how it is opened, filled, looked at and delivered.

Everything in here is the product's own; nothing is replaced.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from offline_cache.database import Database
from offline_cache.message import Enclosure, Outgoing
from offline_cache.outbox import Outbox

SMALL = 4 * 1024
LARGE = 200 * 1024
APPLIED_AT = datetime(2026, 3, 2, 15, 40, tzinfo=UTC)


def message(number: int, *, large: bool = False) -> Outgoing:
    """Application `number`: always the same 4 KiB, and with `large` always the same attachment of 200 KiB."""
    identity = f"{number:032x}"
    files = (Enclosure.of(filler(f"page {identity}", LARGE), "image/jpeg"),) if large else ()
    return Outgoing(identity, "case", filler(identity, SMALL), f"L-{number}", APPLIED_AT, files)


def filler(seed: str, size: int) -> bytes:
    """`size` bytes that nothing can compress and nobody mistakes for others."""
    return hashlib.shake_256(seed.encode()).digest(size)


@dataclass(slots=True)
class Shop:
    """An open store and its queue."""

    database: Database
    outbox: Outbox

    @classmethod
    def open(cls, folder: Path) -> "Shop":
        """The store below `folder`, as strict as the product opens it.

        Raises:
            StoreRefused: it is no store that can be read.
        """
        database = Database.open(folder / "store")
        return cls(database, Outbox(database))

    def accept(self, outgoing: Outgoing) -> None:
        """As the kiosk does it."""
        self.outbox.accept(outgoing, settles_order=None)

    def close(self) -> None:
        """Let go of the file."""
        self.database.close()

    def states(self) -> dict[str, str]:
        """The state of every message, by id."""
        return dict(self.database.rows("SELECT id, state FROM outbox"))

    def waiting(self) -> Iterator[Outgoing]:
        """Everything that has still to be delivered, opened as the platform would."""
        for (identity,) in self.database.rows("SELECT id FROM outbox WHERE state <> 'sent' ORDER BY seq"):
            queued = self.outbox.due(datetime.now(UTC), only=identity)
            if queued is not None:
                yield queued.message
