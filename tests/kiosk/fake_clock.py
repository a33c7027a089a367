"""Time that stands still until a test moves it, and waiting for what other threads do."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic

PATIENCE_S = 30.0
"""until what must come true does, on a slow machine with other work to do"""


class FakeClock:
    """A `kiosk.clock.Clock` that only a test moves."""

    def __init__(self, now: datetime = datetime(2026, 11, 22, 1, 52, 7, tzinfo=UTC)) -> None:
        self._now = now
        self._monotonic = 1000.0

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._monotonic

    def passes(self, seconds: float) -> None:
        """Both clocks go on together."""
        self._now += timedelta(seconds=seconds)
        self._monotonic += seconds

    def is_set(self, now: datetime) -> None:
        """NTP arrives: the wall clock jumps, waiting does not."""
        self._now = now


def until(condition: Callable[[], object], within_s: float = PATIENCE_S) -> bool:
    """Whether `condition` comes true in real time, however slow the machine is."""
    pause, deadline = threading.Event(), monotonic() + within_s
    while not condition() and monotonic() < deadline:
        pause.wait(0.002)
    return bool(condition())
