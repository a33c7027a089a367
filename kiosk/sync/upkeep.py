"""Looks after the store while the engine delivers: a slow line must not keep what was acknowledged on the disk."""

from collections.abc import Callable
from threading import Condition, Thread

from offline_cache.errors import StoreFailed

_EVERY_S = 20.0
"""What was acknowledged is gone from the disk within 60 s, however long the queue is (clearing up after each would be slow)"""


class Upkeep:
    """A thread of its own. Start it once, stop it once."""

    def __init__(self, work: Callable[[bool], object]) -> None:
        """`work` is called with True when nothing was due just now, with False every `_EVERY_S` meanwhile."""
        self._work = work
        self._change = Condition()
        self._idle = self._stopping = False
        self._thread = Thread(target=self._run, name="sync-upkeep", daemon=True)
        self.failing = False
        """The disk refused the last time"""

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """End; returns when the work under way has ended. The store may be closed after this."""
        with self._change:
            self._stopping = True
            self._change.notify_all()
        if self._thread.ident is not None:
            self._thread.join()

    def nothing_is_due(self) -> None:
        """The moment for what takes longer."""
        with self._change:
            self._idle = True
            self._change.notify_all()

    def _run(self) -> None:
        while True:
            with self._change:
                self._change.wait_for(lambda: self._idle or self._stopping, _EVERY_S)
                if self._stopping:
                    return
                idle, self._idle = self._idle, False
            try:
                self._work(idle)
                self.failing = False
            except StoreFailed:
                self.failing = True
