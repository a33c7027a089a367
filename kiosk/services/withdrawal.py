"""Taken out of service from afar: nobody new is let in. Whoever is in a visit finishes it."""

import logging
import threading
from collections.abc import Callable
from enum import StrEnum

log = logging.getLogger(__name__)

Listener = Callable[["Withdrawn | None"], None]


class Withdrawn(StrEnum):
    """Why."""

    COMMAND = "withdrawn"
    """the platform has said so"""
    RELEASE = "release_due"
    """a release is mandatory by now, and not here yet"""


class Withdrawal:
    """Safe to use from any thread. It forgets with the process: whoever takes the kiosk out keeps that it is."""

    def __init__(self) -> None:
        """In service."""
        self._lock = threading.Lock()
        self._reasons: set[Withdrawn] = set()
        self._listeners: list[Listener] = []

    @property
    def reason(self) -> Withdrawn | None:
        """The weightiest reason; None in service."""
        with self._lock:
            return min(self._reasons, key=list(Withdrawn).index, default=None)

    def take_out(self, reason: Withdrawn) -> None:
        """Let nobody new in."""
        self._change(reason, out=True)

    def put_back(self, reason: Withdrawn) -> None:
        """This is no reason any more; another may still be one."""
        self._change(reason, out=False)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """`listener` hears each change of `reason`, on the thread that makes it. Call the answer to end it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _change(self, reason: Withdrawn, *, out: bool) -> None:
        before = self.reason
        with self._lock:
            (self._reasons.add if out else self._reasons.discard)(reason)
        now = self.reason
        if now is before:
            return
        log.warning("no new visits: %s" if now else "open for visits again%s", now.value if now else "")
        for listener in tuple(self._listeners):
            listener(now)
