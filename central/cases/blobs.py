"""Attachments, stored by their hash: ``blobs/ab/abcd…``. Putting the same bytes twice is one blob."""

import hashlib
import os
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Protocol

from django.conf import settings

from central.cases.models import Blob

_CHUNK = 64 * 1024


class Stored(Enum):
    """What became of the bytes."""

    NEW = auto()
    KNOWN = auto()
    WRONG_HASH = auto()
    WRONG_SIZE = auto()


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes; empty at the end."""


@dataclass(frozen=True, slots=True)
class _Received:
    path: Path
    sha256: str
    size: int


def is_known(sha256: str) -> bool:
    """Whether the bytes of `sha256` are here, in the database and on the disk."""
    return bool(sizes_of([sha256]))


def sizes_of(hashes: Collection[str]) -> dict[str, int]:
    """The sizes in bytes of those blobs that are here."""
    rows = Blob.objects.filter(sha256__in=hashes).values_list("sha256", "size")
    return {sha256: size for sha256, size in rows if path_of(sha256).exists()}


def path_of(sha256: str) -> Path:
    """Where the bytes of `sha256` lie."""
    return Path(settings.BLOBS) / sha256[:2] / sha256


def store(sha256: str, size: int, source: _Readable) -> Stored:
    """Read `size` bytes from `source` and keep them if their hash is `sha256`; durable on return."""
    with _incoming() as file:
        try:
            received = _receive(file, size, source)
            if received.size != size:
                return Stored.WRONG_SIZE
            if received.sha256 != sha256:
                return Stored.WRONG_HASH
            if is_known(sha256):
                return Stored.KNOWN
            _keep(received)
        finally:
            Path(file.name).unlink(missing_ok=True)
    Blob.objects.get_or_create(sha256=sha256, defaults={"size": size})
    return Stored.NEW


def _incoming() -> IO[bytes]:
    folder = Path(settings.BLOBS) / "incoming"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return NamedTemporaryFile(dir=folder, delete=False)


def _receive(file: IO[bytes], size: int, source: _Readable) -> _Received:
    digest, count = hashlib.sha256(), 0
    while count < size and (chunk := source.read(min(_CHUNK, size - count))):
        digest.update(chunk)
        file.write(chunk)
        count += len(chunk)
    file.flush()
    os.fsync(file.fileno())
    return _Received(Path(file.name), digest.hexdigest(), count)


def _keep(received: _Received) -> None:
    final = path_of(received.sha256)
    final.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    received.path.replace(final)
    for folder in (final.parent, final.parent.parent):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
