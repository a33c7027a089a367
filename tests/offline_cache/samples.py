"""Synthetic messages. The area code 990101 does not exist."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from offline_cache.blobs import Blobs
from offline_cache.database import Database
from offline_cache.message import Enclosure, Outgoing
from offline_cache.outbox import Outbox

NAME = "测试员㐂"
NUMBER = "990101199003070016"
APPLIED_AT = datetime(2026, 3, 2, 15, 40, tzinfo=UTC)


def application(*, pages: int = 0, receipt_no: str = "L-0412-0001", message_id: str | None = None) -> Outgoing:
    """An application with personal data in its body and in its pages."""
    identity = message_id or uuid4().hex
    body = json.dumps({"id": identity, "name": NAME, "number": NUMBER}, ensure_ascii=False).encode()
    files = tuple(
        Enclosure.of(f"{identity} page {page} of {NAME} {NUMBER} ".encode() * 400, "image/jpeg")
        for page in range(pages)
    )
    return Outgoing(identity, "case", body, receipt_no, APPLIED_AT, files)


def rating() -> Outgoing:
    """A rating, nameless."""
    identity = uuid4().hex
    return Outgoing(identity, "rating", json.dumps({"id": identity, "score": 1}).encode(), "", APPLIED_AT)


@dataclass(frozen=True)
class Clear:
    """A message as if it had been sealed, for tests that look inside."""

    body: bytes
    files: tuple[tuple[str, bytes], ...]


def clear(message: Outgoing) -> Clear:
    """Seals nothing."""
    return Clear(message.body, tuple((item.sha256, item.data) for item in message.attachments))


def queue(database: Database, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Outbox:
    """The queue of a store whose messages can be read."""
    return Outbox(database, Blobs(database.path.parent / "blobs"), clear, now)
