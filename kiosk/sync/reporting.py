"""Tells the platform every minute how the kiosk is, with the head of the audit log and what it has not followed of it yet.

And sooner when it has become another: somebody who was asked to watch over it should not hear of a jam a minute later.

Not to be taken for `kiosk.services.heartbeat`, which feeds the watchdogs of this machine.
"""

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from threading import Condition, Thread

from kiosk.clock import Clock
from kiosk.protocol.audit_chain import Head
from kiosk.protocol.fleet import MOST_ENTRIES, AuditLine, Heartbeat, HeartbeatAnswer
from kiosk.protocol.outcome import Delivered, Outcome
from offline_cache.audit import AuditLog
from offline_cache.errors import StoreFailed
from offline_cache.settings import Settings

log = logging.getLogger(__name__)

SPREAD = 0.1
ANCHOR = "audit.anchor"
"""The setting that keeps the last head of which the platform has said that it followed it"""

Compose = Callable[[Head, tuple[AuditLine, ...]], Heartbeat]
"""Everything of a heartbeat but the audit log, which is given"""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Seconds."""

    every_s: float = 60.0
    """Between two heartbeats of a kiosk that stays as it is"""
    glance_s: float = 2.0
    """How often is looked whether it has become another; what does not last from one look to the next is not told"""
    soonest_s: float = 10.0
    """Between two heartbeats at least, whatever changes: a plug with a loose contact is told of, and no more"""


class Reporting:
    """Start it once."""

    def __init__(
        self,
        post: Callable[[Heartbeat], Outcome[HeartbeatAnswer]],
        compose: Compose,
        audit: AuditLog,
        settings: Settings,
        clock: Clock,
        *,
        glance: Callable[[], object] = lambda: None,
        rhythm: Rhythm = Rhythm(),
        jitter: Callable[[float, float], float] = random.uniform,
    ) -> None:
        """`glance` tells cheaply how the kiosk is; a value that is another than before is worth a heartbeat."""
        self._post = post
        self._compose = compose
        self._glance, self._rhythm = glance, rhythm
        self._audit = audit
        self._settings = settings
        self._clock = clock
        self._jitter = jitter
        self._followed: int | None = None
        self._head: Head | None = None
        self._told: object = None
        self._change = Condition()
        self._now = self._stopping = False
        self.delivered = 0
        """how many heartbeats arrived"""
        self.delivered_at: float | None = None
        """when the last one arrived, on the monotonic clock"""
        self._thread = Thread(target=self._run, name="sync-reporting", daemon=True)

    def start(self) -> None:
        """Report for the first time at once."""
        self._thread.start()

    def report_now(self) -> None:
        """Something changed that somebody at the platform waits for."""
        with self._change:
            self._now = True
            self._change.notify_all()

    def stop(self) -> None:
        """End the thread; returns when the call under way has ended."""
        with self._change:
            self._stopping = True
            self._change.notify_all()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stopping:
            try:
                more = self._report()
            except StoreFailed as error:
                log.warning("no heartbeat: %s", error)
                more = False
            if not more:
                self._pause(self._rhythm.every_s * self._jitter(1 - SPREAD, 1 + SPREAD))

    def _pause(self, longest_s: float) -> None:
        """Until the next heartbeat is due, somebody asks for one, or the kiosk has become another and stayed so."""
        before = seen = self._told
        waited = 0.0
        with self._change:
            while waited < longest_s and not self._change.wait_for(
                lambda: self._now or self._stopping, self._rhythm.glance_s
            ):
                waited += self._rhythm.glance_s
                last, seen = seen, self._glance()
                if seen == last != before and waited >= self._rhythm.soonest_s:
                    break
            self._now = False

    def _report(self) -> bool:
        """One heartbeat. Whether there is more of the audit log to be followed at once.

        A store that cannot be read does not silence the kiosk: the head that was read last is still a head of its log.
        """
        try:
            self._head, lines = Head(*self._audit.head()), self._lines()
            readable = True
        except StoreFailed:
            if self._head is None:
                raise
            lines, readable = (), False
        head = self._head
        self._told = self._glance()
        outcome = self._post(self._compose(head, lines))
        if not isinstance(outcome, Delivered):
            return False
        before, self._followed = self._followed, outcome.answer.audit_n
        self.delivered += 1
        self.delivered_at = self._clock.monotonic()
        if not readable:
            return False
        self._keep(Head(outcome.answer.audit_n, outcome.answer.audit_hash))
        # Only as long as each heartbeat brings it further: a platform that has found a break stands still.
        return self._followed < head.n and (before is None or self._followed > before)

    def _lines(self) -> tuple[AuditLine, ...]:
        """What comes after the last entry that the platform followed. The first heartbeat asks how far that is."""
        if self._followed is None:
            return ()
        rows = self._audit.after(self._followed, MOST_ENTRIES)
        return tuple(AuditLine(n=row.n, entry=row.entry, hash=row.hash) for row in rows)

    def _keep(self, followed: Head) -> None:
        """Remember the farthest head, for `kioskctl audit verify`; a platform that went back does not make it less true."""
        known = self._settings.get(ANCHOR)
        if followed.n and (not known or Head.parsed(known).n < followed.n):
            self._settings.put(ANCHOR, str(followed))
