"""Attachments, stored by their hash: ``blobs/ab/abcd…``. Putting the same bytes twice is one blob.

Bytes that have come without their end wait under ``incoming/<kiosk>.<sha256>``: each kiosk has its own, so nobody can
spoil what another one brings. They are believed only when the whole has its hash.
"""

import fcntl
import hashlib
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from io import BufferedRandom
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils import timezone

from central.cases.models import Blob

_CHUNK = 64 * 1024
INCOMING = "incoming"
_RENEWED_AFTER = timedelta(hours=1)
MOST_PARTIALS = 64
"""A kiosk may leave so many unfinished blobs; the oldest go first"""


class Stored(Enum):
    """What became of the bytes."""

    NEW = auto()
    KNOWN = auto()
    PART = auto()
    """Everything that was sent is here, and more is to come"""
    CUT_SHORT = auto()
    """Less came than was announced; what came is kept"""
    WRONG_HASH = auto()
    WRONG_OFFSET = auto()
    BUSY = auto()
    """Another call is bringing the same bytes for the same kiosk"""


@dataclass(frozen=True, slots=True)
class Part:
    """Which bytes of a blob a call brings: `size` from `start` on, of `total`. `sha256` is what was signed for them."""

    start: int
    size: int
    total: int
    sha256: bytes


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes; empty at the end."""


def is_known(sha256: str) -> bool:
    """Whether the bytes of `sha256` are here, in the database and on the disk."""
    return bool(sizes_of([sha256]))


def sizes_of(hashes: Collection[str]) -> dict[str, int]:
    """The sizes in bytes of those blobs that are here."""
    rows = Blob.objects.filter(sha256__in=hashes).values_list("sha256", "size")
    return {sha256: size for sha256, size in rows if path_of(sha256).exists()}


def renew(sha256: str) -> None:
    """Somebody is about to name this blob: it is as good as brought now (`central.cases.unnamed_blobs`)."""
    now = timezone.now()
    Blob.objects.filter(sha256=sha256, stored_at__lt=now - _RENEWED_AFTER).update(stored_at=now)


def path_of(sha256: str) -> Path:
    """Where the bytes of `sha256` lie."""
    return Path(settings.BLOBS) / sha256[:2] / sha256


def offset_of(sha256: str, kiosk_id: str) -> int:
    """How many bytes of an unfinished blob this kiosk has brought so far."""
    try:
        return _partial(sha256, kiosk_id).stat().st_size
    except FileNotFoundError:
        return 0


def store(sha256: str, part: Part, source: _Readable, kiosk_id: str) -> Stored:
    """Read `part` from `source`; keep the blob once it is whole and its hash is `sha256`. `NEW` is durable on return.

    A part begins where the bytes that are here end, or at 0, which begins anew.
    """
    with _partial_file(sha256, kiosk_id) as file:
        if file is None:
            return Stored.BUSY
        if is_known(sha256):
            _partial(sha256, kiosk_id).unlink(missing_ok=True)
            renew(sha256)
            return Stored.KNOWN
        if not _joins(part, file):
            return Stored.WRONG_OFFSET
        file.truncate(part.start)
        outcome = _receive(file, part, source)
        if outcome is Stored.PART and part.start + part.size == part.total:
            outcome = _keep(file, sha256, kiosk_id)
    if outcome is Stored.NEW:
        _, fresh = Blob.objects.get_or_create(sha256=sha256, defaults={"size": part.total})
        if not fresh:
            renew(sha256)
    _forget_oldest(kiosk_id)
    return outcome


def _joins(part: Part, file: BufferedRandom) -> bool:
    return part.start in (0, os.fstat(file.fileno()).st_size)


def _is_whole(file: BufferedRandom, sha256: str) -> bool:
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest() == sha256


def _receive(file: BufferedRandom, part: Part, source: _Readable) -> Stored:
    digest, count = hashlib.sha256(), 0
    file.seek(part.start)
    try:
        while count < part.size and (chunk := source.read(min(_CHUNK, part.size - count))):
            digest.update(chunk)
            file.write(chunk)
            count += len(chunk)
    finally:
        file.flush()
    if count < part.size:
        return Stored.CUT_SHORT
    if digest.digest() == part.sha256:
        return Stored.PART
    file.truncate(part.start)
    return Stored.WRONG_HASH


def _keep(file: BufferedRandom, sha256: str, kiosk_id: str) -> Stored:
    if not _is_whole(file, sha256):
        file.truncate(0)
        return Stored.WRONG_HASH
    os.fsync(file.fileno())
    final = path_of(sha256)
    final.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _partial(sha256, kiosk_id).replace(final)
    keep_name(final)
    return Stored.NEW


def keep_name(blob: Path) -> None:
    """Make the name of a blob survive a power cut, and that of its folder, which may be as new."""
    for folder in (blob.parent, blob.parent.parent):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _partial(sha256: str, kiosk_id: str) -> Path:
    # The id of an enrolled kiosk names a file safely; hashed, it would even if somebody enrolled "../x".
    owner = hashlib.sha256(kiosk_id.encode()).hexdigest()[:16]
    return Path(settings.BLOBS) / INCOMING / f"{owner}.{sha256}"


@contextmanager
def _partial_file(sha256: str, kiosk_id: str) -> Iterator[BufferedRandom | None]:
    """The unfinished blob, locked; None while another call has it. An empty one leaves no file behind."""
    path = _partial(sha256, kiosk_id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            mine = is_at(path, file)
        except BlockingIOError:
            mine = False
        try:
            yield file if mine else None
        finally:
            if mine and os.fstat(file.fileno()).st_size == 0 and is_at(path, file):
                path.unlink()


def is_at(path: Path, file: BufferedRandom) -> bool:
    """Whether the open `file` is still the one called `path`: another call may have made it whole, or forgotten it."""
    try:
        return os.fstat(file.fileno()).st_ino == path.stat().st_ino
    except FileNotFoundError:
        return False


def _forget_oldest(kiosk_id: str) -> None:
    owner = _partial("", kiosk_id)
    found = list(owner.parent.glob(f"{owner.name}*"))
    for path in sorted(found, key=_age)[: max(0, len(found) - MOST_PARTIALS)]:
        path.unlink(missing_ok=True)


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
