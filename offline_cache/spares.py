"""Files made before anybody needs them: to fill one takes no new room and no new name, so one sync of its bytes is enough.

A new file costs the file system two waits, for its bytes and for its folder. A spare was written and synced in an idle moment;
its bytes are overwritten, synced, and it is renamed to what they are called. The new name is not waited for: after a power cut
that took it back, whoever misses the file finds its bytes under the spare's name, by their hash (`find_lost`).
"""

import os
import re
import secrets
from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from offline_cache.ballast import free_bytes
from offline_cache.lasting import sync_directory

SPARE_BYTES = 512 * 1024
"""Most pages are smaller; what is not takes the long way"""
SPARES = 8
"""As many pages as most applications have"""
AT_ONCE = 2
"""Of them in one idle moment: the next one comes soon, and a citizen may come sooner"""
_ROOM = 16 * SPARES * SPARE_BYTES
"""Bytes that must be free for spares to be made"""
_SPARE = re.compile(r"^spare-[0-9a-f]{32}$")


class Spares:
    """The spares of one folder. Only the program that accepts makes any. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        """`folder` is the one in which the files will lie."""
        self._folder = folder
        self._ready: deque[Path] = deque()

    def refill(self) -> None:
        """Make some of what is missing, where there is room; what cannot be made is left out. Waits for the disk."""
        with suppress(OSError):
            missing = min(AT_ONCE, SPARES - len(self._ready))
            if missing <= 0 or free_bytes(self._folder.parent) < _ROOM:
                return
            self._folder.mkdir(mode=0o700, exist_ok=True)
            made = [self._made() for _ in range(missing)]
            for folder in (self._folder.parent, self._folder):
                sync_directory(folder)
            self._ready.extend(made)

    def filled(self, data: bytes) -> tuple[int, Path] | None:
        """A spare whose first bytes are `data`, not yet synced: its descriptor, to be closed, and its path. None without a spare.

        Raises:
            OSError: it cannot be written; it is gone.
        """
        if len(data) > SPARE_BYTES:
            return None
        while True:
            try:
                path = self._ready.popleft()
                descriptor = os.open(path, os.O_WRONLY)
            except IndexError:
                return None
            except FileNotFoundError:
                continue
            try:
                view = memoryview(data)
                while view:
                    view = view[os.write(descriptor, view) :]
            except BaseException:
                os.close(descriptor)
                path.unlink(missing_ok=True)
                raise
            return descriptor, path

    def find_lost(self, wanted: Iterable[tuple[str, int]]) -> None:
        """Give their names to files that a committed row names and a power cut called spares again. Raises ``OSError``.

        `wanted`: hash and size of each file that a row names.
        """
        missing = [(digest, size) for digest, size in wanted if not (self._folder / digest).exists()]
        if not missing:
            return
        lying_about = self._lying_about()
        for path in lying_about:
            data = _read(path) or b""
            for digest, size in missing:
                if sha256(data[:size]).hexdigest() == digest:
                    path.rename(self._folder / digest)
                    missing.remove((digest, size))
                    break
        if lying_about:
            sync_directory(self._folder)

    def used(self) -> list[Path]:
        """Spares in which there is something, or may be: one that cannot be read counts. Raises ``OSError``."""
        return [path for path in self._lying_about() if (data := _read(path)) is None or any(data)]

    def clear(self) -> None:
        """Unlink every spare, and what another run left of them: unsent bytes may be in it. Their names may come back."""
        self._ready.clear()
        with suppress(OSError):
            for path in self._lying_about():
                path.unlink(missing_ok=True)

    def _made(self) -> Path:
        path = self._folder / f"spare-{secrets.token_hex(16)}"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            # written, not only reserved: the first write to reserved room has to be noted in the journal
            view = memoryview(bytes(SPARE_BYTES))
            while view:
                view = view[os.write(descriptor, view) :]
            os.fsync(descriptor)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        finally:
            os.close(descriptor)
        return path

    def _lying_about(self) -> list[Path]:
        if not self._folder.is_dir():
            return []
        return [path for path in self._folder.iterdir() if _SPARE.match(path.name)]


def _read(path: Path) -> bytes | None:
    """None when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        return None
