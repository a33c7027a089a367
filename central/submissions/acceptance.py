"""Taking a message over exactly once, whatever arrives twice or at once: the part that cases, ratings and reports share."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Protocol, TypeVar

from django.db import IntegrityError, connection, transaction

from central.kiosks.models import Kiosk
from kiosk.protocol.messages import SubmissionAnswer

_ONE_WRITER = Lock()
"""SQLite has one writer at a time; waiting here is prompt, its own busy handler sleeps up to 100 ms between tries"""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The message is here. `answer` is the JSON to send; `fresh` if this call brought it."""

    answer: str
    fresh: bool


@dataclass(frozen=True, slots=True)
class OtherBytes:
    """The key is known with another body, or from another kiosk."""


def once(
    repeated: Callable[[], Accepted | OtherBytes | None], take: Callable[[], Accepted], *, asked: bool = False
) -> Accepted | OtherBytes:
    """What `repeated` finds, else what `take` makes, in one transaction. The key must be UNIQUE in what `take` writes.

    With `asked` somebody has just looked, and found nothing: should it have come since, the key says so.
    """
    try:
        with _ONE_WRITER if connection.vendor == "sqlite" else nullcontext(), transaction.atomic():
            return (None if asked else repeated()) or take()
    except IntegrityError:
        # The other of two equal calls came first: PostgreSQL has no write lock at the start of a transaction.
        found = repeated()
        if found is None:
            raise
        return found


class Kept(Protocol):
    """A row that stands for one accepted message."""

    @property
    def kiosk_id(self) -> str:
        """Who brought it."""

    @property
    def posted_sha256(self) -> str:
        """Of the bytes that came."""


class Acknowledged(Kept, Protocol):
    """One whose answer says no more than that it arrived."""

    id: str
    received_at: datetime


_Kept = TypeVar("_Kept", bound=Kept)


def again(
    record: _Kept | None, kiosk: Kiosk, posted_sha256: str, answer: Callable[[_Kept], str]
) -> Accepted | OtherBytes | None:
    """What a call with the key of `record` gets, which came before; None when there is no such row."""
    if record is None:
        return None
    if record.posted_sha256 != posted_sha256 or record.kiosk_id != kiosk.id:
        return OtherBytes()
    return Accepted(answer(record), fresh=False)


def acknowledgement(record: Acknowledged) -> str:
    """The answer for `record`: the same characters every time."""
    received_at = record.received_at.astimezone(UTC)
    return SubmissionAnswer(id=record.id, sha256=record.posted_sha256, received_at=received_at).model_dump_json()
