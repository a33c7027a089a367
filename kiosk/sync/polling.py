"""Asks the platform how things stand: every 15 minutes, and whenever something hints that it might be worth it.

This is the truth; what is pushed only brings the question forward (docs/adr/0027). One request when nothing has changed.
"""

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from threading import Condition, Thread

from kiosk.clock import Clock
from kiosk.protocol.fleet import Standing
from kiosk.protocol.outcome import Delivered, Outcome

log = logging.getLogger(__name__)

EVERY_S = 900.0
SPREAD = 0.2
"""A fleet that was switched on at the same moment must not ask at the same moments"""
_SHORTEST_S = 1.0
"""Between two questions, however many hints come: who floods the one channel does not flood the other"""


@dataclass(frozen=True, slots=True)
class Stood:
    """How things stand, and the ``ETag`` to ask with next time. `standing` is None when nothing has changed."""

    etag: str
    standing: Standing | None


class Polling:
    """Start it once; everything else may be called from any thread."""

    def __init__(
        self,
        ask: Callable[[str], Outcome[Stood]],
        heed: Callable[[Standing], None],
        clock: Clock,
        *,
        every_s: float = EVERY_S,
        shortest_s: float = _SHORTEST_S,
        jitter: Callable[[float, float], float] = random.uniform,
    ) -> None:
        """`ask` asks once, with the ``ETag`` known. `heed` hears the standing after each answer.

        Also one that it knows: what could not be followed the last time may be followed now.
        """
        self._ask = ask
        self._heed = heed
        self._clock = clock
        self._every_s = every_s
        self._shortest_s = shortest_s
        self._jitter = jitter
        self._change = Condition()
        self._etag = ""
        self._last: Standing | None = None
        self._hinted = False
        self._hurry = 0.0
        self._stopping = False
        self.asked = 0
        """how many questions were answered"""
        self.asked_at: float | None = None
        """when the last one was answered, on the monotonic clock"""
        self._thread = Thread(target=self._run, name="sync-polling", daemon=True)

    @property
    def standing(self) -> Standing | None:
        """What the platform said last; None as long as it has said nothing."""
        return self._last

    def look(self, *, within_s: float = 0.0) -> None:
        """Something may have changed: ask now, or at a random moment `within_s` seconds."""
        with self._change:
            if not self._hinted:
                self._hinted, self._hurry = True, within_s
            self._hurry = min(self._hurry, within_s)
            self._change.notify_all()

    def look_anew(self) -> None:
        """Ask now, and as if nothing were known."""
        with self._change:
            self._etag = ""
        self.look()

    def start(self) -> None:
        """Ask for the first time at once."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread; returns when the call under way has ended."""
        with self._change:
            self._stopping = True
            self._change.notify_all()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stopping:
            self._turn()
            self._pause()

    def _turn(self) -> None:
        with self._change:
            etag = self._etag
        outcome = self._ask(etag)
        if not isinstance(outcome, Delivered):
            return
        stood = outcome.answer
        with self._change:
            if stood.standing is not None:
                self._etag, self._last = stood.etag, stood.standing
            standing = self._last
        self.asked += 1
        self.asked_at = self._clock.monotonic()
        if standing is not None and not self._stopping:
            self._heed(standing)

    def _pause(self) -> None:
        """Until the next turn: its own time, or sooner when somebody hints; never less than the shortest pause."""
        with self._change:
            self._change.wait_for(lambda: self._stopping, self._shortest_s)
            every = self._every_s * self._jitter(1 - SPREAD, 1 + SPREAD)
            hinted = self._change.wait_for(lambda: self._hinted or self._stopping, every)
            if hinted and self._hurry:
                self._change.wait_for(lambda: not self._hurry or self._stopping, self._jitter(0.0, self._hurry))
            self._hinted, self._hurry = False, 0.0
