"""A clock for promises: it leaves out what the machine took away, so that a loaded one breaks none of them.

A thread that wants nothing but to wake up every few milliseconds is late by what every other thread of this process has to wait
as well. On an idle machine that is next to nothing, and a promise of 200 ms is one of 200 ms.
"""

import threading
import time

_TICK_S = 0.004


class _Ticker:
    def __init__(self) -> None:
        self._lost_s = 0.0
        self._due = time.monotonic() + _TICK_S
        self._guard = threading.Lock()
        threading.Thread(target=self._run, name="fair time", daemon=True).start()

    def now(self) -> float:
        """Monotonic seconds, without those lost so far, the ones that are being lost included."""
        with self._guard:
            now = time.monotonic()
            return now - self._lost_s - max(0.0, now - self._due)

    def _run(self) -> None:
        pause = threading.Event()
        while True:
            pause.wait(max(0.0, self._due - time.monotonic()))
            with self._guard:
                now = time.monotonic()
                self._lost_s += max(0.0, now - self._due)
                self._due = now + _TICK_S


_ticker = _Ticker()
fair_time = _ticker.now
