"""A message to the platform as the store keeps it: bytes whose meaning it does not know."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Literal

Kind = Literal["case", "rating", "report", "ticket", "supplement"]


@dataclass(frozen=True, slots=True, repr=False)
class Enclosure:
    """A file that goes before its message. Create with `of`, so that the hash is right."""

    sha256: str
    media_type: str
    data: bytes
    proven: bool = field(default=False, compare=False)
    """The hash was computed from these very bytes, so nobody has to do it again"""

    @classmethod
    def of(cls, data: bytes, media_type: str) -> "Enclosure":
        """`data` with its hash."""
        return cls(sha256(data).hexdigest(), media_type, data, proven=True)

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.data)


@dataclass(frozen=True, slots=True, repr=False)
class Outgoing:
    """One message. `id` (32 hexadecimal digits) is its idempotency key for ever; `body` never changes after acceptance.

    `receipt_no` is empty for what gives no receipt. `applied_at` is aware: 申请时间, or the moment of whatever else it is.
    """

    id: str
    kind: Kind
    body: bytes
    receipt_no: str
    applied_at: datetime
    attachments: tuple[Enclosure, ...] = ()

    @property
    def sha256(self) -> str:
        """Of the body bytes; the platform must answer with the same."""
        return sha256(self.body).hexdigest()


def check(message: Outgoing) -> None:
    """Refuse what could never be delivered.

    Raises:
        ValueError: a naive time or an attachment that is not what its hash says.
    """
    if message.applied_at.tzinfo is None:
        raise ValueError("applied_at must be an aware time")
    for item in message.attachments:
        if not item.proven and sha256(item.data).hexdigest() != item.sha256:
            raise ValueError("an attachment does not have the hash it claims")


def distinct(enclosures: tuple[Enclosure, ...]) -> tuple[Enclosure, ...]:
    """Each content once."""
    return tuple({item.sha256: item for item in enclosures}.values())


def enclosures_of(rows: list[tuple[str, str, bytes]]) -> Iterator[Enclosure]:
    """Files from rows of (sha256, media_type, data)."""
    return (Enclosure(digest, media_type, data) for digest, media_type, data in rows)
