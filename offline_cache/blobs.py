"""Large sealed files beside the database, each under the SHA-256 of its bytes.

A file counts from the moment a committed row names it. Until then it may be half written or lost; whatever no row names
is removed at the next start. So it is written under its name at once: a sealed file is never made twice with the same
bytes, and a rename would cost another journal commit of the file system (reference/sync.md 2.1, 2.2). Where there is a
spare (`offline_cache.spares`) it is written into that; such a file is longer than its content until `trim` cuts it.
"""

import os
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, suppress
from functools import partial
from hashlib import sha256
from pathlib import Path
from threading import Thread

from offline_cache.errors import EnclosureLost, StoreFailed, StoreFull
from offline_cache.lasting import sync_directory
from offline_cache.spares import Spares

INLINE_BYTES = 64 * 1024
"""Larger files lie beside the database: they are written once there, and twice in it (reference/sync.md 2.1)"""

_NAME = re.compile(r"^[0-9a-f]{64}$")
NO_ROOM = (28, 122)
"""ENOSPC, EDQUOT"""


class Blobs:
    """The folder of these files."""

    def __init__(self, folder: Path) -> None:
        """`folder` is created when the first file is put."""
        self.folder = folder
        self.spares = Spares(folder)
        self._there = False
        self._untrimmed: list[tuple[str, int]] = []

    def put(self, contents: Iterable[tuple[str, bytes]]) -> None:
        """Write files, given as (SHA-256, bytes); on the disk when this returns.

        Raises:
            StoreFull: there is no room; nothing of them is left.
            StoreFailed: the disk failed; likewise.
        """
        written: list[str] = []
        names: list[tuple[Path, str, int]] = []
        try:
            self._prepare()
            with ExitStack() as opened:
                waits: list[Callable[[], None]] = []
                for digest, data in contents:
                    written.append(digest)
                    if (spare := self.spares.filled(data)) is not None:
                        descriptor, path = spare
                        opened.callback(os.close, descriptor)
                        waits.append(partial(os.fdatasync, descriptor))
                        names.append((path, digest, len(data)))
                    else:
                        waits.append(partial(os.fsync, _written(self.folder / digest, data, opened)))
                if len(waits) > len(names):
                    waits.append(partial(sync_directory, self.folder))
                _all_at_once(waits)
            for path, digest, size in names:
                path.rename(self.folder / digest)
                self._untrimmed.append((digest, size))
        except OSError as error:
            for path, _, _ in names:
                with suppress(OSError):
                    path.unlink(missing_ok=True)
            self.remove(written)
            kind = StoreFull if error.errno in NO_ROOM else StoreFailed
            raise kind(f"{self.folder} could not be written: {type(error).__name__} {error.errno}") from error

    def trim(self) -> None:
        """Cut files that were spares to their length. Nothing relies on it but the room on the disk."""
        untrimmed, self._untrimmed = self._untrimmed, []
        for digest, size in untrimmed:
            with suppress(OSError):
                os.truncate(self.folder / digest, size)

    def read(self, digest: str, size: int = -1) -> bytes:
        """The bytes of a file, proven by their hash: its first `size`, or all.

        Raises:
            EnclosureLost: it is gone or damaged.
            StoreFailed: it cannot be read just now; no more files may be opened, say, or the disk failed.
        """
        try:
            with (self.folder / digest).open("rb") as file:
                data = file.read(size)
        except FileNotFoundError as error:
            raise EnclosureLost(f"a file of {self.folder} is gone") from error
        except OSError as error:
            raise StoreFailed(
                f"a file of {self.folder} cannot be read: {type(error).__name__} {error.errno}"
            ) from error
        if sha256(data).hexdigest() != digest:
            raise EnclosureLost(f"a file of {self.folder} is damaged")
        return data

    def remove(self, digests: Iterable[str]) -> None:
        """Unlink files, those already gone included; the names are off the disk when this returns."""
        removed = False
        for digest in digests:
            with suppress(OSError):
                (self.folder / digest).unlink()
                removed = True
        if removed:
            with suppress(OSError):
                sync_directory(self.folder)

    def names(self) -> set[str]:
        """Every file that is there. Raises `StoreFailed`."""
        try:
            return {path.name for path in self.folder.iterdir() if _NAME.match(path.name)}
        except FileNotFoundError:
            return set()
        except OSError as error:
            raise StoreFailed(f"{self.folder} could not be read: {type(error).__name__}") from error

    def _prepare(self) -> None:
        if not self._there:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            sync_directory(self.folder.parent)
            self._there = True


def _written(path: Path, data: bytes, opened: ExitStack) -> int:
    """A new file with `data`, not yet on the disk; closed with `opened`."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    opened.callback(os.close, descriptor)
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
    return descriptor


def _all_at_once(waits: Sequence[Callable[[], None]]) -> None:
    """Waiting for one after the other takes as many times as long. Raises ``OSError``."""
    failures: list[OSError] = []

    def wait(call: Callable[[], None]) -> None:
        try:
            call()
        except OSError as error:
            failures.append(error)

    threads = [Thread(target=wait, args=(call,), name="sync-file") for call in waits[:-1]]
    for thread in threads:
        thread.start()
    for call in waits[-1:]:
        wait(call)
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
