"""A kiosk's store as the proofs use it: one place that knows how it is opened, filled, looked at and unsealed.

Everything in here is the product's own; nothing is replaced. Applications are made of their number alone, so that whoever
finds one knows to the byte what it must be.
"""

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from kiosk.protocol.crypto import provider
from kiosk.protocol.crypto.provider import OpeningKey
from kiosk.protocol.messages import Application, Attachment, FormValue, Holder, SubmittedMaterial
from kiosk.protocol.sealed import SealedSubmission, Sealer, attachment_context, body_context
from kiosk.runtime.store import seal_for
from offline_cache.message import Enclosure, Outgoing
from offline_cache.outbox import Queued
from offline_cache.sealing import Seal
from offline_cache.store import Store

SMALL, LARGE = 4 * 1024, 200 * 1024
BALLAST = 64 * 1024
KIOSK = "K-0412"
MATTER = "social-security-card-replacement"
APPLIED_AT = datetime(2026, 3, 2, 15, 40, tzinfo=UTC)
NAME, NUMBER = "测试员㐂", "990101199003070016"
"""Synthetic; the area code does not exist"""
_HOLDER = Holder(kind="citizen", name=NAME, number=NUMBER, sex="1", birth=date(1990, 3, 7), address="北桥路12弄3号")


def filler(seed: str, size: int) -> bytes:
    """`size` bytes that nothing can compress and nobody mistakes for others."""
    return hashlib.shake_256(seed.encode()).digest(size)


def id_of(number: int) -> str:
    """The idempotency key of application `number`."""
    return f"{number:032x}"


@lru_cache(maxsize=64)
def page_of(number: int) -> bytes:
    """The attachment of application `number`: 200 KiB, with a citizen in it."""
    person = f"{NAME} {NUMBER} ".encode()
    return person + filler(f"page {number}", LARGE - len(person))


def application(number: int, *, large: bool = False, less: int = 512) -> Application:
    """Application `number`, of 4 KiB `less` so many bytes; with `large` it names the page of 200 KiB."""
    pages = (Attachment(sha256=hashlib.sha256(page_of(number)).hexdigest(), size=LARGE, media_type="image/jpeg"),)
    value = filler(f"value {number}", (SMALL - 512 - less) // 2).hex()
    return Application(
        id=id_of(number),
        kiosk_id=KIOSK,
        receipt_no=f"L-0412-{number}",
        matter_code=MATTER,
        matter_version=1,
        applied_at=APPLIED_AT,
        language="zh_CN",
        holder=_HOLDER,
        values=(FormValue(key="remarks", value=value, source="citizen"),),
        materials=(SubmittedMaterial(key="home_proof", origin="scan", pages=pages),) if large else (),
    )


def message(number: int, *, large: bool = False, less: int = 512) -> Outgoing:
    """Application `number` as the kiosk hands it to its store."""
    body = application(number, large=large, less=less).model_dump_json().encode()
    files = (Enclosure.of(page_of(number), "image/jpeg"),) if large else ()
    return Outgoing(id_of(number), "case", body, f"L-0412-{number}", APPLIED_AT, files)


def sealing(intake_public_pem: str) -> Seal:
    """As the kiosk seals."""
    return seal_for(Sealer.to(intake_public_pem), KIOSK)


def intake_key() -> OpeningKey:
    """A platform's intake key."""
    international = provider("international")
    return international.opening_key(international.generate_intake_key())


def unsealed(queued: Queued, key: OpeningKey) -> tuple[bytes, tuple[bytes, ...]]:
    """Body and attachments as the platform finds them.

    Raises:
        NotForUs: they were changed.
        EnclosureLost: a file is not there.
    """
    submission = SealedSubmission.model_validate_json(queued.body)
    context = attachment_context(KIOSK, queued.id).encode()
    files = tuple(key.open(one.read(), context) for one in queued.attachments)
    body = key.open(submission.sealed_bytes(), body_context("case", KIOSK, queued.id).encode())
    return body, files


def open_store(
    folder: Path,
    seal: Seal | None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ballast_bytes: int = BALLAST,
) -> Store:
    """The store below `folder` as the kiosk opens it; without `seal` it can be looked at, but accepts nothing.

    Raises:
        StoreRefused: it is no store that can be read.
    """
    return Store.open(folder / "state", seal, now=now, ballast_bytes=ballast_bytes)


def states(store: Store) -> dict[str, str]:
    """The state of every message, by id."""
    return dict(store.database.rows("SELECT id, state FROM outbox"))


def waiting(store: Store) -> Iterator[Queued]:
    """Everything that has still to be delivered, whatever it waits for."""
    later = datetime.now(UTC) + timedelta(days=1)
    for (identity,) in store.database.rows("SELECT id FROM outbox WHERE closed_at IS NULL ORDER BY seq"):
        queued = store.outbox.due(later, only=identity)
        if queued is not None:
            yield queued
