"""Notices within a second that something was plugged in or pulled out.

A hint only: it brings the next attempt to open forward. That a device is lost or back is still found by talking to it.
udev events are not used: in a container they are silent, and a look at two directories costs well under a millisecond.
"""

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_CLASSES = ("tty", "video4linux")


@dataclass(frozen=True, slots=True)
class Change:
    """What came and what went since the last look, by the kernel's names. A quick replug is in both."""

    appeared: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.appeared or self.gone)


class PortWatch:
    """Calls `changed` from a thread of its own between `start` and `stop`."""

    def __init__(self, root: Path, changed: Callable[[Change], None], *, every_s: float = 1.0) -> None:
        """`root` as for `devices.enumeration`; `every_s` seconds between two looks."""
        self._root = root
        self._changed = changed
        self._every_s = every_s
        self._seen = _present(root)
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to look."""
        self._thread = threading.Thread(target=self._run, name="port watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End; safe to call twice."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def look(self) -> Change:
        """Look once now; what differs from the last look."""
        before, self._seen = self._seen, _present(self._root)
        return Change(
            tuple(sorted(name for name, _ in self._seen - before)),
            tuple(sorted(name for name, _ in before - self._seen)),
        )

    def _run(self) -> None:
        while not self._ending.wait(self._every_s):
            if change := self.look():
                self._changed(change)


def _present(root: Path) -> frozenset[tuple[str, tuple[int, int]]]:
    """Each name with what tells one plugging from the next: the entry's inode, and when its device node was made."""
    found = []
    for kind in _CLASSES:
        try:
            entries = os.scandir(root / "sys" / "class" / kind)
        except OSError:
            # No such class: nothing of it is plugged in.
            continue
        with entries:
            # Consoles (tty0 …) are many and never plugged.
            found += [each for each in entries if not each.name.removeprefix("tty").isdigit()]
    return frozenset((each.name, (each.inode(), _made_at(root / "dev" / each.name))) for each in found)


def _made_at(node: Path) -> int:
    try:
        return node.lstat().st_ctime_ns
    except OSError:
        return 0
